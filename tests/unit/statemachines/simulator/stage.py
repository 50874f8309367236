"""A service on virtual time whose functions answer as they are told, and short ways to write a machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeAlias

from statemachines.simulator.invocation import Answer, Failure, Invocation, Success
from statemachines.simulator.machine import Machine
from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.stepfunctions import Execution, StepFunctions, UnknownToken

Asl: TypeAlias = dict[str, Any]

INVOKE = "arn:aws:states:::lambda:invoke"
WAIT = f"{INVOKE}.waitForTaskToken"
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class After:
    """An answer that takes so many seconds; None never comes."""

    seconds: float
    answer: Answer | None


@dataclass(frozen=True)
class Decided:
    """The function answers at once, and its token is answered after so many seconds."""

    seconds: float
    output: Any


@dataclass(frozen=True)
class Twice:
    """Both answers, at once."""

    first: Answer
    second: Answer


NEVER = After(0, None)
NO = Failure("No", "because")
YES = Success("yes")


class Stage:
    """`answers` are by function, in order; who has none left answers with the payload it got.

    `on_entered` may be set; what happened is in the lists.
    """

    def __init__(self, seed: int = 1) -> None:
        random = Random(seed)
        self.scheduler = Scheduler(Random(random.random()))
        self.answers: dict[str, list[Answer | After | Decided | Twice]] = defaultdict(list)
        self.invocations: list[Invocation] = []
        self.times: list[float] = []
        self.entered: list[tuple[str, str]] = []
        self.ended: list[Execution] = []
        self.on_entered: Callable[[Execution, str], None] = lambda _execution, _state: None
        self.service = StepFunctions(
            scheduler=self.scheduler,
            random=random,
            invoke=self._invoke,
            clock=lambda now: START + timedelta(seconds=now),
            on_entered=self._entered,
            on_ended=self.ended.append,
        )

    def start(self, asl: Asl, data: Any = None, *, name: str = "e-1") -> Execution:
        return self.service.start(Machine.of("m", asl), name=name, input={} if data is None else data)

    def run(self, asl: Asl, data: Any = None) -> Execution:
        execution = self.start(asl, data)
        self.scheduler.run()
        return execution

    def _entered(self, execution: Execution, state: str) -> None:
        self.entered.append((execution.name, state))
        self.on_entered(execution, state)

    def _invoke(self, invocation: Invocation, answer: Callable[[Answer], None]) -> None:
        self.invocations.append(invocation)
        self.times.append(self.scheduler.now)
        told = self.answers[invocation.function]
        after = told.pop(0) if told else Success(invocation.payload)
        if isinstance(after, Decided):
            output, token = after.output, str(invocation.token)
            self.scheduler.after(after.seconds, lambda: self._decide(token, output))
            answer(YES)
        elif isinstance(after, Twice):
            answer(after.first)
            answer(after.second)
        elif not isinstance(after, After):
            answer(after)
        elif after.answer is not None:
            late = after.answer
            self.scheduler.after(after.seconds, lambda: answer(late))

    def _decide(self, token: str, output: Any) -> None:
        with suppress(UnknownToken):
            self.service.succeed(token, output)


def machine(states: Asl, **more: Any) -> Asl:
    """It starts with the first of the states."""
    return {"StartAt": next(iter(states)), "States": states, **more}


def task(function: str = "F", *, to: str | None = None, payload: Any = None, **more: Any) -> Asl:
    call = {
        "FunctionName": f"${{{function}}}",
        **({"Payload.$": "$"} if payload is None else {"Payload": payload}),
    }
    return {"Type": "Task", "Resource": INVOKE, "Parameters": call, **then(to), **more}


def waiting(function: str = "F", *, to: str | None = None, **more: Any) -> Asl:
    payload = {"token.$": "$$.Task.Token"}
    return task(function, to=to, payload=payload, **more) | {"Resource": WAIT}


def passing(*, to: str | None = None, **more: Any) -> Asl:
    return {"Type": "Pass", **then(to), **more}


def parallel(*branches: Asl, to: str | None = None, **more: Any) -> Asl:
    return {"Type": "Parallel", "Branches": [machine(branch) for branch in branches], **then(to), **more}


def retry(*errors: str, **more: Any) -> Asl:
    return {"ErrorEquals": list(errors), **more}


def catch(*errors: str, to: str, **more: Any) -> Asl:
    return {"ErrorEquals": list(errors), "Next": to, **more}


def then(to: str | None) -> Asl:
    return {"Next": to} if to else {"End": True}
