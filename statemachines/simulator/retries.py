"""Retry and Catch: how often and after how long a state is tried again, and where it leads when that is over."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from statemachines.simulator.dataflow import Place
from statemachines.simulator.errors import matches


@dataclass(frozen=True, kw_only=True)
class Retrier:
    """Seconds. `attempts` are the retries; each retrier of a visit to the state counts its own."""

    errors: frozenset[str]
    interval: float = 1
    attempts: int = 3
    rate: float = 2.0
    longest: float | None = None
    jitter: bool = False

    def pause(self, retry: int, random: Random) -> float:
        """Before the retry with that number, the first being 0: capped first, then drawn from zero up to it."""
        try:
            pause = self.interval * self.rate**retry
        except OverflowError:
            pause = math.inf
        if self.longest is not None:
            pause = min(self.longest, pause)
        return random.uniform(0, pause) if self.jitter else pause


@dataclass(frozen=True, kw_only=True)
class Catcher:
    """`place` puts the error output into the state's input."""

    errors: frozenset[str]
    place: Place
    next: str


def position_of(error: str, rules: Sequence[Retrier | Catcher]) -> int | None:
    """The first rule that takes the error. A retrier that is used up still hides those after it."""
    for position, rule in enumerate(rules):
        if matches(rule.errors, error):
            return position
    return None
