"""The states that invoke nothing: Choice, Pass, Wait, Succeed and Fail."""

from __future__ import annotations

from statemachines.simulator.errors import NO_CHOICE_MATCHED, RUNTIME, StateFailed
from statemachines.simulator.paths import Json
from statemachines.simulator.scheduler import Timer
from statemachines.simulator.states import Choice, Fail, Pass, Succeed, Wait
from statemachines.simulator.strand import Visit


class ChoiceVisit(Visit[Choice]):
    def begin(self) -> None:
        state = self.state
        taken = state.data.taken(self.data, self.context)
        self.strand.leave(state.data.given(taken, taken, self.context), self._target(taken))

    def _target(self, taken: Json) -> str:
        for holds, target in self.state.rules:
            if holds(taken, self.context):
                return target
        if self.state.next is None:
            raise StateFailed(
                NO_CHOICE_MATCHED, f"no rule of {self.state.name!r} holds, and it has no Default"
            )
        return self.state.next


class PassVisit(Visit[Pass]):
    def begin(self) -> None:
        state = self.state
        taken = state.data.taken(self.data, self.context)
        result = state.result[0] if state.result else taken
        self.strand.leave(state.data.given(self.data, result, self.context), state.next)


class WaitVisit(Visit[Wait]):
    _timer: Timer | None = None

    def begin(self) -> None:
        taken = self.state.data.taken(self.data, self.context)
        seconds = self.state.seconds if isinstance(self.state.seconds, int) else self._told(taken)
        over = lambda: self.strand.guard(lambda: self._leave(taken))  # noqa: E731 - read together with its only use
        self._timer = self.run.around.scheduler.after(seconds, over)

    def cancel(self) -> int:
        if self._timer:
            self._timer.cancel()
        return 1

    def _told(self, taken: Json) -> int:
        assert not isinstance(self.state.seconds, int)  # noqa: S101 - asked just before
        seconds = self.state.seconds(taken, self.context)
        if type(seconds) is not int or seconds < 0:
            raise StateFailed(
                RUNTIME, f"SecondsPath leads to {seconds!r}, which is no whole number from 0 on"
            )
        return seconds

    def _leave(self, taken: Json) -> None:
        self.strand.leave(self.state.data.given(taken, taken, self.context), self.state.next)


class SucceedVisit(Visit[Succeed]):
    def begin(self) -> None:
        taken = self.state.data.taken(self.data, self.context)
        self.strand.leave(self.state.data.given(taken, taken, self.context), None)


class FailVisit(Visit[Fail]):
    def begin(self) -> None:
        raise StateFailed(self.state.error, self.state.cause)
