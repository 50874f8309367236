"""What a rule found: where, by which error, on which path, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`path` is as `ReserveHotel --States.ALL--> CancelFlight --> Failed`; `error` may name several."""

    rule: str
    state: str
    message: str
    remedy: str
    error: str | None = None
    path: str | None = None

    def __str__(self) -> str:
        where = f"{self.state}, {self.error}" if self.error else self.state
        lines = [f"{self.rule}: {where}: {self.message}"]
        lines += [f"    path: {self.path}"] if self.path else []
        return "\n".join([*lines, f"    do: {self.remedy}"])
