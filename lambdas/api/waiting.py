"""Holding an answer back until there is an outcome, or the time is up.

The pauses grow, because most orders are decided soon or not for long: 0.2, 0.4, 0.8 and 1.6 s, then 2 s each,
cut at the end of the time. So a wait of 20 s looks 14 times at most, and a look is one read of one item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from lambdas.shared.world import World

T = TypeVar("T")

ANSWERING = 9
"""Seconds kept for answering: longer than a read by a store that is busy or silent, its repetition included."""

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 2.0


def granted(wanted: int, *, longest: int, context: object) -> float:
    """The seconds that may be waited: no longer than the setting, nor than the function has left to run."""
    return max(0.0, min(wanted, longest, _remaining(context) - ANSWERING))


def wait_for(
    look: Callable[[], T], *, first: T, enough: Callable[[T], bool], seconds: float, world: World
) -> T:
    """What is seen last: `first`, or what `look` found that is enough or that it found when the time was up."""
    until, seen = world.clock() + timedelta(seconds=seconds), first
    for pause in _pauses():
        left = (until - world.clock()).total_seconds()
        if enough(seen) or left <= 0:
            break
        world.sleep(min(pause, left))
        seen = look()
    return seen


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, _LONGEST_PAUSE)


def _remaining(context: Any) -> float:  # noqa: ANN401 - Lambda's context, or what a test has in its place
    """Seconds until the function is cut off."""
    milliseconds = getattr(context, "get_remaining_time_in_millis", None)
    return milliseconds() / 1000 if milliseconds else float("inf")
