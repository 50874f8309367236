"""What all states of a running execution share: the service around it, its history and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from statemachines.simulator.errors import RUNTIME, StateFailed
from statemachines.simulator.execution import Execution, Status
from statemachines.simulator.invocation import Invoke
from statemachines.simulator.limits import MOST_EVENTS
from statemachines.simulator.paths import Json
from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.tokens import Tokens


@dataclass(frozen=True, kw_only=True)
class Around:
    """`on_entered` is told before the state does anything, `on_ended` once the execution is over."""

    scheduler: Scheduler
    random: Random
    invoke: Invoke
    clock: Callable[[float], datetime]
    tokens: Tokens
    on_entered: Callable[[Execution, str], None]
    on_ended: Callable[[Execution], None]

    def text_of(self, time: float) -> str:
        """As in the context object: UTC, with milliseconds."""
        text = self.clock(time).astimezone(UTC).isoformat(timespec="milliseconds")
        return text.replace("+00:00", "Z")


class Run:
    """`cancel` stops whatever is under way; it is set by whoever starts the first state."""

    def __init__(self, around: Around, execution: Execution) -> None:
        self.around = around
        self.execution = execution
        self.cancel: Callable[[], object] = lambda: None
        self._started = ""

    def record(self, events: int) -> None:
        """Raises StateFailed when the history is full: its last place is for the end of the execution."""
        self.execution.history += events
        if self.execution.history >= MOST_EVENTS:
            self.execution.history = MOST_EVENTS - 1
            raise StateFailed(RUNTIME, f"the history has its most events, {MOST_EVENTS}")

    def entered(self, state: str) -> None:
        self.record(1)
        self.execution.path.append(state)
        self.around.on_entered(self.execution, state)

    def succeed(self, output: Json) -> None:
        self.execution.output = output
        self._end(Status.SUCCEEDED)

    def die(self, error: StateFailed, status: Status = Status.FAILED) -> None:
        """No Catch is asked any more."""
        self.execution.error, self.execution.cause = error.error, error.cause
        self._end(status)

    def _end(self, status: Status) -> None:
        self.execution.status = status
        self.execution.ended = self.around.scheduler.now
        self.execution.history += 1
        self.cancel()
        self.around.on_ended(self.execution)

    def context(self, state: str, *, entered: float, retries: int, token: str | None) -> Json:
        """The context object. Made only for states that look at it."""
        execution = self.execution
        machine = execution.machine.name
        self._started = self._started or self.around.text_of(execution.started)
        return {
            "Execution": {
                "Id": execution.id,
                "Input": execution.input,
                "Name": execution.name,
                "StartTime": self._started,
            },
            "State": {"EnteredTime": self.around.text_of(entered), "Name": state, "RetryCount": retries},
            "StateMachine": {
                "Id": f"arn:aws:states:us-east-1:123456789012:stateMachine:{machine}",
                "Name": machine,
            },
            "Task": {"Token": token},
        }
