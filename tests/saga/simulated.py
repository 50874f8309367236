"""The saga on the simulator, as `MotoCloud` is the saga on moto: the same text of the machine, the same handlers.

Functions answer after a moment of virtual time, so that all branches of a Parallel have begun before one ends.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, cast

from lambdas.recovery import resume
from lambdas.recovery.decision import decision_of
from lambdas.shared.world import World
from statemachines.create_order import CREATE_ORDER
from statemachines.simulator.invocation import Answer, Invocation, Success, raised
from statemachines.simulator.machine import Machine
from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.stepfunctions import Execution, StepFunctions
from statemachines.states import PARK
from tests.support.bridge import Bridge, Call, FunctionError
from tests.support.cloud import Ended
from tests.support.template import REGION, Template
from tests.support.worlds import CALLER

START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENT = 0.01
HANDLERS = {function.placeholder: function.handler for function in (*CREATE_ORDER.functions, PARK)}

_AN_HOUR = 3600.0


@dataclass(frozen=True)
class Slow:
    """A fault: the function takes so many seconds and comes to nothing. On moto the seconds are real."""

    seconds: float

    def __call__(self, _call: Call) -> Any:
        time.sleep(self.seconds)
        raise FunctionError("Runtime.ExitError", "nobody hears of it")


def saga_machine(template: Template) -> str:
    """The definition as the template has it, with its placeholders."""
    texts = [str(it["DefinitionString"]) for _, it in template.of_type("AWS::StepFunctions::StateMachine")]
    (text,) = [text for text in texts if json.loads(text)["StartAt"] == CREATE_ORDER.stages[0].name]
    return text


@dataclass
class Simulated:
    """`world` must be installed for as long as this is used."""

    world: World
    definition: str
    bridge: Bridge = field(default_factory=lambda: Bridge({}, {}, REGION))
    scheduler: Scheduler = field(default_factory=lambda: Scheduler(Random(1)))

    def __post_init__(self) -> None:
        self.service = StepFunctions(
            scheduler=self.scheduler,
            random=Random(1),
            invoke=self._invoke,
            clock=lambda now: START + timedelta(seconds=now),
        )

    def start(self, saga_id: str, order: Mapping[str, Any]) -> Execution:
        """Runs until it ends, or waits for a person."""
        given = {"saga_id": saga_id, "input": {"caller": CALLER, "callback_url": None, **order}}
        machine = Machine.of(CREATE_ORDER.name, json.loads(self.definition))
        execution = self.service.start(machine, name=saga_id, input=given)
        self._run()
        return execution

    def decide(self, told: Mapping[str, Any]) -> None:
        """As the function does: record the decision, then answer the token. Runs on until the next wait."""
        resume.decide(decision_of(told), world=self.world, states=cast("Any", self))
        self._run()

    def send_task_success(self, *, taskToken: str, output: str) -> None:  # noqa: N803 - boto3's name
        self.service.succeed(taskToken, json.loads(output))

    def _run(self) -> None:
        self.scheduler.run(until=self.scheduler.now + _AN_HOUR)

    def _invoke(self, invocation: Invocation, answer: Callable[[Answer], None]) -> None:
        path = HANDLERS[invocation.function]
        event = json.loads(json.dumps(invocation.payload))
        slow = next((it for it in self.bridge.faults[path][:1] if isinstance(it, Slow)), None)
        if slow:
            self.bridge.faults[path].pop(0)
            nothing = raised("Runtime.ExitError", "nobody hears of it")
            self.scheduler.after(slow.seconds, lambda: answer(nothing))
        else:
            result = self._answer_of(path, event)
            self.scheduler.after(MOMENT, lambda: answer(result))

    def _answer_of(self, path: str, event: dict[str, Any]) -> Answer:
        try:
            return Success(json.loads(json.dumps(self.bridge.call(path, event))))
        except FunctionError as error:
            return raised(error.error_type, str(error))
        except Exception as error:  # noqa: BLE001 - Lambda reports whatever was raised
            return raised(type(error).__name__, str(error))


def ended(execution: Execution) -> Ended:
    return Ended(status=execution.status.value, path=tuple(execution.path), output=execution.output)
