"""What may have been done so far: one mark for each step. A value, so that what was seen is recognised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Mark(StrEnum):
    """In the order of severity: of two branches that disagree, the later one holds."""

    NOT = "was not done"
    REFUSED = "was rejected"
    VOID = "was ruled out"
    UNDONE = "was undone"
    EXCUSED = "was skipped by a person"
    DONE = "was done"
    OWED = "could not be undone"
    MAYBE = "may have been committed"


OPEN = frozenset({Mark.DONE, Mark.OWED, Mark.MAYBE})
"""Somebody has to do something about it, unless all is done."""

_SEVERITY = {mark: number for number, mark in enumerate(Mark)}


@dataclass(frozen=True)
class Ledger:
    """`turned`: something failed that the saga cannot go on from."""

    marks: tuple[tuple[str, Mark], ...]
    turned: bool = False

    @classmethod
    def of(cls, steps: Iterable[str], mark: Mark = Mark.NOT) -> Ledger:
        return cls(tuple((step, mark) for step in steps))

    def __getitem__(self, step: str) -> Mark:
        return next((mark for name, mark in self.marks if name == step), Mark.NOT)

    def marked(self, step: str, mark: Mark) -> Ledger:
        return replace(self, marks=tuple((name, mark if name == step else was) for name, was in self.marks))

    def turn(self) -> Ledger:
        return replace(self, turned=True)

    def open(self, steps: Iterable[str]) -> tuple[str, ...]:
        return tuple(step for step in steps if self[step] in OPEN)

    def joined(self, others: Iterable[Ledger]) -> Ledger:
        """What branches that began with this ledger have come to, each with its own."""
        result = self
        for other in others:
            for step, mark in other.marks:
                if mark is not self[step]:
                    moved = result[step] is not self[step]
                    worst = max(mark, result[step], key=_SEVERITY.__getitem__) if moved else mark
                    result = result.marked(step, worst)
            result = result.turn() if other.turned else result
        return result
