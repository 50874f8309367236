"""Who is asked about a large order, and what they say: once, twice, both, too late, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

_LEAST = 1.0
_THINKS = (10.0, 3600.0, 4 * 24 * 3600.0)
"""At most so many seconds; the last is longer than anybody is waited for."""

_CHANCES = ((True,), (True,), (True, True), (False,), (True, False), ())


@dataclass(frozen=True, kw_only=True)
class Said:
    """A yes or a no, so many seconds after the question was heard."""

    yes: bool
    after: float

    def __str__(self) -> str:
        return f"{'yes' if self.yes else 'no'} after {self.after:g} s"


Approvers: TypeAlias = Callable[[], Sequence[Said]]
"""What is said to a question."""


def by_chance(random: Random) -> Approvers:
    def answers() -> Sequence[Said]:
        return [
            Said(yes=yes, after=random.uniform(_LEAST, random.choice(_THINKS)))
            for yes in random.choice(_CHANCES)
        ]

    return answers
