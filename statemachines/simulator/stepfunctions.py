"""Step Functions on virtual time: start and stop executions, answer task tokens.

Functions are not here: `invoke` is called for each attempt of a task and answers whenever it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import Any, cast

from statemachines.simulator.branches import ParallelVisit
from statemachines.simulator.errors import TIMEOUT, StateFailed
from statemachines.simulator.execution import Execution, Status
from statemachines.simulator.invocation import Answer, Failure, Invocation, Invoke, Success, raised
from statemachines.simulator.limits import MOST_BYTES, fits
from statemachines.simulator.machine import Machine
from statemachines.simulator.paths import Json
from statemachines.simulator.run import Around, Run
from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.simple import ChoiceVisit, FailVisit, PassVisit, SucceedVisit, WaitVisit
from statemachines.simulator.states import Choice, Fail, Parallel, Pass, Simple, State, Succeed, Task, Wait
from statemachines.simulator.strand import Strand, Visit
from statemachines.simulator.tasks import TaskVisit
from statemachines.simulator.tokens import Tokens, UnknownToken

__all__ = [
    "Answer",
    "Execution",
    "Failure",
    "Invocation",
    "Invoke",
    "Status",
    "StepFunctions",
    "Success",
    "TooLarge",
    "UnknownToken",
    "raised",
]


class TooLarge(ValueError):  # noqa: N818 - reads as what it says
    """An input or a token's output that the service refuses before anything happens."""


class StepFunctions:
    """`clock` maps the scheduler's time to a date with a time zone; `random` draws the jitter of retries."""

    def __init__(  # noqa: PLR0913 - the world around it
        self,
        *,
        scheduler: Scheduler,
        random: Random,
        invoke: Invoke,
        clock: Callable[[float], datetime],
        on_entered: Callable[[Execution, str], None] | None = None,
        on_ended: Callable[[Execution], None] | None = None,
    ) -> None:
        self._running: dict[Execution, Run] = {}
        self._told_end = on_ended
        self._around = Around(
            scheduler=scheduler,
            random=random,
            invoke=invoke,
            clock=clock,
            tokens=Tokens(),
            on_entered=on_entered or (lambda _execution, _state: None),
            on_ended=self._ended,
        )

    def start(self, machine: Machine, *, name: str, input: Json) -> Execution:  # noqa: A002 - AWS's name for it
        """Begins when the scheduler runs. That a name is used once is the caller's care. Raises TooLarge."""
        _check_size("the input", input)
        now = self._around.scheduler.now
        execution = Execution(name=name, machine=machine, input=input, started=now, history=1)
        run = Run(self._around, execution)
        strand = Strand(run, machine.main, visit_of=_visit, done=run.succeed, failed=run.die)
        run.cancel = strand.cancel
        if machine.timeout is not None:
            self._limit(run, strand, machine.timeout)
        self._running[execution] = run
        strand.begin(input)
        return execution

    def stop(self, execution: Execution, *, error: str = "", cause: str = "") -> None:
        """No Catch runs, and what functions had begun they finish. Nothing, if it is over."""
        run = self._running.get(execution)
        if run:
            run.die(StateFailed(error, cause), Status.ABORTED)

    def succeed(self, token: str, output: Json) -> None:
        """Raises UnknownToken when nobody waits for it, and TooLarge."""
        waiting = self._around.tokens.waiting_for(token)
        _check_size("the output", output)
        waiting.succeeded(output)

    def fail(self, token: str, *, error: str = "", cause: str = "") -> None:
        """Raises UnknownToken when nobody waits for it."""
        self._around.tokens.waiting_for(token).failed(error, cause)

    def _limit(self, run: Run, strand: Strand, timeout: float) -> None:
        """The execution's own timeout: no Catch runs then either."""
        timer = self._around.scheduler.after(timeout, lambda: run.die(StateFailed(TIMEOUT), Status.TIMED_OUT))

        def cancel() -> None:
            timer.cancel()
            strand.cancel()

        run.cancel = cancel

    def _ended(self, execution: Execution) -> None:
        del self._running[execution]
        if self._told_end:
            self._told_end(execution)


_VISITS: Mapping[type[Simple], Callable[[Strand, Any, Json], Visit[Simple]]] = {
    Task: TaskVisit,
    Parallel: ParallelVisit,
    Choice: ChoiceVisit,
    Pass: PassVisit,
    Wait: WaitVisit,
    Succeed: SucceedVisit,
    Fail: FailVisit,
}


def _visit(strand: Strand, state: State, data: Json) -> Visit[Simple]:
    return _VISITS[type(state)](strand, cast("Any", state), data)


def _check_size(what: str, value: Json) -> None:
    if not fits(value):
        raise TooLarge(f"{what} has more than {MOST_BYTES} bytes")
