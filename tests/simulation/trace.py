"""What happened, in the order in which it happened: what a person reads when an invariant does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Line:
    """`at` is in seconds of virtual time."""

    at: float
    saga_id: str
    text: str

    def __str__(self) -> str:
        return f"{self.at:12.3f} s  {self.saga_id:<8} {self.text}"


@dataclass
class Trace:
    now: Callable[[], float]
    lines: list[Line] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, saga_id: str, text: str) -> None:
        self.lines.append(Line(self.now(), saga_id, text))

    def fault(self, name: str) -> None:
        self.faults[name] += 1

    def violated(self, found: Iterator[str]) -> None:
        for text in found:
            if text not in self.violations:
                self.violations.append(text)
                self.add("", f"VIOLATED: {text}")
