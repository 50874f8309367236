"""Virtual time: actions in the order of their time, and those of one instant in an order drawn at random.

Nothing waits for real. The order within an instant is what interleaves executions, and the seed fixes it.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from random import Random

_SWEPT_FROM = 256
"""Fewer entries than this are not worth sweeping for the cancelled ones."""


class Timer:
    """An action to come. Once cancelled it neither runs nor moves the time."""

    __slots__ = ("_scheduler", "action")

    def __init__(self, scheduler: Scheduler, action: Callable[[], object]) -> None:
        self._scheduler = scheduler
        self.action: Callable[[], object] | None = action

    def cancel(self) -> None:
        if self.action is not None:
            self.action = None
            self._scheduler.count_cancelled()


class Scheduler:
    """`now` is in seconds since the start."""

    def __init__(self, random: Random) -> None:
        self.now = 0.0
        self._draw = random.random
        self._queue: list[tuple[float, float, int, Timer]] = []
        self._added = 0
        self._cancelled = 0

    def after(self, delay: float, action: Callable[[], object]) -> Timer:
        """Run `action` in so many seconds; with 0, at this instant, in its turn."""
        if not delay >= 0:
            raise ValueError(f"a delay is zero or more seconds, not {delay}")
        timer = Timer(self, action)
        self._added += 1
        heappush(self._queue, (self.now + delay, self._draw(), self._added, timer))
        return timer

    def run(self, until: float | None = None) -> None:
        """Until nothing is left, or until that time, which then is now; what is due at that time still runs."""
        queue = self._queue
        while queue:
            at, _, _, timer = queue[0]
            action = timer.action
            if action is not None and until is not None and at > until:
                self.now = until
                return
            heappop(queue)
            if action is None:
                self._cancelled -= 1
                continue
            timer.action = None
            self.now = at
            action()

    def count_cancelled(self) -> None:
        """Timeouts are cancelled far more often than reached: they must not pile up until they would be due."""
        self._cancelled += 1
        if self._cancelled * 2 > len(self._queue) > _SWEPT_FROM:
            self._queue[:] = [entry for entry in self._queue if entry[3].action is not None]
            heapify(self._queue)
            self._cancelled = 0
