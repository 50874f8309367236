"""A state that does work: tried, tried again as its Retry says, caught as its Catch says, or failed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TypeVar

from statemachines.simulator.errors import StateFailed
from statemachines.simulator.paths import Json
from statemachines.simulator.retries import position_of
from statemachines.simulator.scheduler import Timer
from statemachines.simulator.states import Tried
from statemachines.simulator.strand import Strand, Visit

T_co = TypeVar("T_co", bound=Tried, covariant=True)


class Tries(Visit[T_co]):
    def __init__(self, strand: Strand, state: T_co, data: Json) -> None:
        super().__init__(strand, state, data)
        self.retries = 0
        self._used = [0] * len(state.retriers)
        self._pause: Timer | None = None

    @abstractmethod
    def attempt(self) -> None:
        """Raises StateFailed when it fails at once."""

    def give_up(self) -> None:
        """The last attempt failed: what history says of that."""

    def begin(self) -> None:
        self.guard(self.attempt)

    def guard(self, action: Callable[[], None]) -> None:
        """Do something that may fail the attempt."""
        try:
            action()
        except StateFailed as error:
            failed = error
        else:
            return
        self.strand.guard(lambda: self.failed(failed))

    def succeeded(self, result: Json) -> None:
        state = self.state
        self.strand.leave(state.data.given(self.data, result, self.context), state.next)

    def failed(self, error: StateFailed) -> None:
        pause = self._pause_before_retry(error)
        if pause is not None:
            again = lambda: self.guard(self.attempt)  # noqa: E731 - read together with its only use
            self._pause = self.run.around.scheduler.after(pause, again)
            return
        self.give_up()
        position = position_of(error.error, self.state.catchers)
        if position is None:
            raise error
        catcher = self.state.catchers[position]
        self.strand.leave(catcher.place(self.data, error.output()), catcher.next)

    def cancel(self) -> int:
        if self._pause:
            self._pause.cancel()
        return 1

    def context(self) -> Json:
        return self.run.context(self.state.name, entered=self.entered, retries=self.retries, token=None)

    def _pause_before_retry(self, error: StateFailed) -> float | None:
        position = position_of(error.error, self.state.retriers)
        if position is None:
            return None
        retrier, used = self.state.retriers[position], self._used[position]
        if used >= retrier.attempts:
            return None
        self._used[position] += 1
        self.retries += 1
        return retrier.pause(used, self.run.around.random)
