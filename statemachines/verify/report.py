"""What a check of one machine came to."""

from __future__ import annotations

from dataclasses import dataclass

from statemachines.verify.finding import Finding


@dataclass(frozen=True, kw_only=True)
class Report:
    """`bounds` are worst cases, `notes` what could not be checked or was assumed."""

    name: str
    states: int
    errors: int
    findings: tuple[Finding, ...]
    bounds: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        found = "1 finding" if len(self.findings) == 1 else f"{len(self.findings)} findings"
        counted = f"{self.states} states, {self.errors} errors followed, {found}"
        return f"{self.name}: {counted}" + (f"; at most {', '.join(self.bounds)}" if self.bounds else "")

    def __str__(self) -> str:
        findings = [f"  {line}" for finding in self.findings for line in str(finding).splitlines()]
        return "\n".join([*(f"{self.name}: {note}" for note in self.notes), self.summary, *findings])


class LeakyMachine(ValueError):  # noqa: N818 - reads as what it says
    """A machine has findings. The message lists all of them."""

    def __init__(self, reports: list[Report]) -> None:
        super().__init__("\n".join(str(report) for report in reports if report.findings))
        self.findings = [finding for report in reports for finding in report.findings]
