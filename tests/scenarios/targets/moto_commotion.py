"""Trouble on moto: functions that fail, stay away, come late or twice, and executions that are stopped under them.

moto sends no event when an execution was cut off, so recovery is called with the one it would get.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from statemachines.generate import SAGAS
from statemachines.step import Parallel
from tests.support.bridge import (
    Call,
    Event,
    Fault,
    FunctionError,
    Late,
    busy,
    crash_after_commit,
    crash_before_commit,
    invoked_twice,
    timeout_after_commit,
    timeout_before_commit,
)

if TYPE_CHECKING:
    from tests.scenarios.crowd.runs import Run, Saga
    from tests.support.cloud import MotoCloud

_SHARE = 0.06
_SLOW = 0.5
"""How often goods leave late, which lets them be changed and cancelled; otherwise few ever are."""
_SHIPPING = "inventory.ship"
_SAGAS = {"o": SAGAS[0], "x": SAGAS[1], "g": SAGAS[2]}
"""By what the ids of their executions begin with."""
_SIDE_BY_SIDE = {
    step.name
    for saga in SAGAS
    for stage in saga.stages
    if isinstance(stage, Parallel)
    for step in stage.steps
}
"""moto may hang when it is stopped while a branch of a Parallel ends."""


def throttled(_call: Call) -> Any:
    raise FunctionError("Lambda.TooManyRequestsException", "Rate Exceeded.")


_LATE, _STOPPED = "late", "stopped"
_FAULTS: dict[str, Fault] = {
    "busy": busy,
    "throttled": throttled,
    "crash before commit": crash_before_commit,
    "crash after commit": crash_after_commit,
    "timeout before commit": timeout_before_commit,
    "timeout after commit": timeout_after_commit,
    "invoked twice": invoked_twice,
}


@dataclass
class MotoCommotion:
    cloud: MotoCloud
    random: Random
    most: int = 64
    befell: Counter[str] = field(default_factory=Counter)
    _late: list[Late] = field(default_factory=list)
    _stopped: set[str] = field(default_factory=set)

    def fault_of(self, _path: str, event: Event) -> Fault | None:
        """For commands only: of the other functions some have no saga."""
        step, saga_id = event.get("step"), event.get("saga_id", "")
        if step is None or "token" in event:
            return None
        if step == _SHIPPING and self.random.random() < _SLOW:
            return self._noted("slow", _slow(self.random.uniform(0.5, 4)))
        if self.random.random() >= _SHARE:
            return None
        return self._drawn(step, saga_id)

    def _drawn(self, step: str, saga_id: str) -> Fault | None:
        kind = self.random.choice((_LATE, _STOPPED, *_FAULTS))
        if kind == _LATE:
            late = Late()
            self._late.append(late)
            return self._noted(kind, late)
        if kind == _STOPPED:
            if step in _SIDE_BY_SIDE or saga_id in self._stopped:
                return None
            self._stopped.add(saga_id)
            return self._noted(kind, self._stop(saga_id, committed=self.random.random() < 0.5))
        return self._noted(kind, _FAULTS[kind])

    def _stop(self, saga_id: str, *, committed: bool) -> Fault:
        def stop(call: Call) -> Any:
            answer = call() if committed else None
            with suppress(ClientError):  # it was over already
                self.cloud.stop(saga_id, saga=_SAGAS[saga_id[0]])
            if committed:
                return answer
            raise FunctionError("Runtime.ExitError", "exit status 1")

        return stop

    def stir(self, running: Sequence[Run]) -> None:
        """Functions draw their own trouble."""

    def recover(self, run: Run) -> bool:
        self.cloud.bridge.call("lambdas.recovery.handler.recover", {"detail": {"executionArn": run.arn}})
        return True

    def retry(self, *, saga_id: str, function: str) -> None:
        decision = {"saga_id": saga_id, "function": function, "action": "retry", "by": "a scenario"}
        self.cloud.bridge.call("lambdas.recovery.handler.decide", decision)

    def once_more(self, _sagas: Sequence[Saga]) -> int:
        """Those that stayed away until now, when nobody waits for them any more."""
        self.cloud.settle()
        late = [late for late in self._late if late.calls]
        for each in late:
            with suppress(Exception):  # refused, to nobody
                each.arrive()
        return len(late)

    def _noted(self, name: str, fault: Fault) -> Fault:
        self.befell[name] += 1
        return fault


def _slow(seconds: float) -> Fault:
    def slow(call: Call) -> Any:
        time.sleep(seconds)
        return call()

    return slow
