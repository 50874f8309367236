"""A Task: each attempt invokes the function, and ends with its answer, its token's answer, or too late.

A function that was invoked goes on whatever becomes of the attempt. Its answer is then heard by nobody.
"""

from __future__ import annotations

from statemachines.simulator.errors import TIMEOUT, StateFailed
from statemachines.simulator.invocation import Answer, Failure, Invocation
from statemachines.simulator.limits import fitting
from statemachines.simulator.paths import Json
from statemachines.simulator.scheduler import Timer
from statemachines.simulator.states import Task
from statemachines.simulator.tries import Tries


class TaskVisit(Tries[Task]):
    _current: Attempt | None = None

    def attempt(self) -> None:
        self._current = Attempt(self)
        self._current.start()

    def cancel(self) -> int:
        if self._current:
            self._current.close()
        return super().cancel()

    def context(self) -> Json:
        token = self._current.token if self._current else None
        return self.run.context(self.state.name, entered=self.entered, retries=self.retries, token=token)


class Attempt:
    """Events: TaskScheduled, TaskStarted, with a token TaskSubmitted, then one of how it ended."""

    def __init__(self, visit: TaskVisit) -> None:
        self._visit = visit
        self._run = visit.run
        self._open = True
        self._answered = False
        self._limit: Timer | None = None
        waits = visit.state.waits
        self.token = self._run.around.tokens.issue(self._run.execution.name, self) if waits else None

    def start(self) -> None:
        visit, run, state = self._visit, self._run, self._visit.state
        taken = state.data.taken(visit.data, visit.context)
        payload = fitting(state.payload(taken, visit.context), "the payload of a task")
        run.record(2)
        invocation = Invocation(
            function=state.function,
            payload=payload,
            execution=run.execution.name,
            state=state.name,
            attempt=visit.retries,
            token=self.token,
        )
        run.around.invoke(invocation, self._answer)
        if self._open:
            self._limit = run.around.scheduler.after(state.timeout, self._time_out)

    def succeeded(self, output: Json) -> None:
        """The token was answered: its output is the result."""
        if self.close():
            self._visit.guard(lambda: self._end(output))

    def failed(self, error: str, cause: str) -> None:
        if self.close():
            self._visit.guard(lambda: self._fail(StateFailed(error, cause)))

    def close(self) -> bool:
        """Nothing more is heard of it. False: it was over before."""
        was_open, self._open = self._open, False
        if self._limit:
            self._limit.cancel()
        if self.token:
            self._run.around.tokens.withdraw(self.token)
        return was_open

    def _answer(self, answer: Answer) -> None:
        if self._answered or not self._open:
            return
        self._answered = True
        if isinstance(answer, Failure):
            self.failed(answer.error, answer.cause)
        elif self.token:
            self._visit.guard(lambda: self._run.record(1))
        else:
            self.succeeded({"ExecutedVersion": "$LATEST", "Payload": answer.payload, "StatusCode": 200})

    def _time_out(self) -> None:
        if self.close():
            self._visit.guard(lambda: self._fail(StateFailed(TIMEOUT)))

    def _end(self, result: Json) -> None:
        fitting(result, "the result of a task")
        self._run.record(1)
        self._visit.succeeded(result)

    def _fail(self, error: StateFailed) -> None:
        self._run.record(1)
        raise error
