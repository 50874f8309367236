"""Faults in time: an execution is stopped while a function is at work, or a call is held back for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from statemachines.create_order import CREATE_ORDER
from statemachines.names import Function
from statemachines.step import Parallel
from tests.support.bridge import Call, FunctionError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from statemachines.model import Saga
    from tests.support.cloud import MotoCloud

DEAD = ("ABORTED", "FAILED")
"""moto says FAILED when the function it was waiting for fails just after the stop."""

_OTHER_BRANCH = 1.0
"""Seconds for the other branch of a Parallel to end: moto hangs when it is stopped while a branch ends."""

_PATIENCE = 60.0


class Stop:
    """Stops the execution while a function is at work: before its commit, or after it."""

    def __init__(
        self,
        cloud: MotoCloud,
        name: str,
        *,
        committed: bool,
        pause: float = 0.0,
        saga: Saga = CREATE_ORDER,
    ) -> None:
        self._cloud, self._name, self._saga = cloud, name, saga
        self._committed, self._pause = committed, pause

    def __call__(self, call: Call) -> Any:
        answer = call() if self._committed else None
        time.sleep(self._pause)
        self._cloud.stop(self._name, saga=self._saga)
        if self._committed:
            return answer
        raise FunctionError("Runtime.ExitError", "exit status 1")


def stopped_at(  # noqa: PLR0913 - all but the first two by keyword
    cloud: MotoCloud,
    function: str,
    *,
    given: Mapping[str, Any],
    committed: bool,
    saga_id: str = "o-1",
    saga: Saga = CREATE_ORDER,
) -> str:
    """The ARN of an execution that was stopped when it had come to a function."""
    pause = _OTHER_BRANCH if function in _in_parallel(saga) else 0.0
    stop = Stop(cloud, saga_id, committed=committed, pause=pause, saga=saga)
    cloud.bridge.faults[Function(name=function).handler] += [stop]
    arn = cloud.start(saga_id, given, saga=saga)
    assert cloud.ended(arn).status in DEAD
    return arn


def _in_parallel(saga: Saga) -> set[str]:
    return {step.name for stage in saga.stages if isinstance(stage, Parallel) for step in stage.steps}


@dataclass
class Held:
    """Waits before the call until it is let go: what is done meanwhile is done before it."""

    _reached: Event = field(default_factory=Event)
    _released: Event = field(default_factory=Event)

    def __call__(self, call: Call) -> Any:
        self._reached.set()
        assert self._released.wait(_PATIENCE), "held, and never let go"
        return call()

    def wait(self) -> None:
        """Until the call has come."""
        assert self._reached.wait(_PATIENCE), "the call that is to be held does not come"

    def release(self) -> None:
        self._released.set()


def held_at(cloud: MotoCloud, function: str, *, after: int = 0) -> Held:
    """The next call of a function will be held, or a later one."""
    held = Held()
    cloud.bridge.faults[Function(name=function).handler] += [*([_not_at_all] * after), held]
    return held


def _not_at_all(call: Call) -> Any:
    return call()
