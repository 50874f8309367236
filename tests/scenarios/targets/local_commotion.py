"""Trouble on the local cloud: executions that are stopped, commands that come again, functions that are out of order
for a while. Each is done to what is deployed, from outside.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.scenarios.crowd.commands import commands_of
from tests.scenarios.trouble import Trouble

if TYPE_CHECKING:
    from tests.scenarios.crowd.runs import Run, Saga
    from tests.scenarios.targets.local import Local

_STOPPED, _REPEATED = 0.1, 0.1
"""How often a moment passes in which one execution is stopped, and one in which commands come again."""
_LATE = 12
"""So many of a crowd's sagas have their commands again when all is over."""


@dataclass(frozen=True, kw_only=True)
class Outage:
    """From one moment to another, in seconds. `silent`: it never answers, and is waited for."""

    begins: float
    ends: float
    function: str
    silent: bool = False


OUTAGES = (
    Outage(begins=0, ends=8, function="inventory.ship", silent=True),
    Outage(begins=15, ends=18, function="payments.charge"),
)
"""Goods that leave late can be changed and cancelled; otherwise few ever are."""


@dataclass
class LocalCommotion:
    target: Local
    random: Random
    most: int = 10
    befell: Counter[str] = field(default_factory=Counter)
    _began: float = field(default_factory=time.monotonic)
    _stack: ExitStack = field(default_factory=ExitStack)
    _under_way: dict[Outage, ExitStack] = field(default_factory=dict)
    _stopped: set[str] = field(default_factory=set)

    def stir(self, running: Sequence[Run]) -> None:
        self._break_and_mend()
        if running and self.random.random() < _STOPPED:
            self._stop(self.random.choice(running))
        if running and self.random.random() < _REPEATED:
            self._again(self.random.choice(running).saga)

    def recover(self, _run: Run) -> bool:
        """Its event comes by itself."""
        return False

    def retry(self, *, saga_id: str, function: str) -> None:
        decision = {"saga_id": saga_id, "function": function, "action": "retry", "by": "a scenario"}
        self.target.invoke("lambdas.recovery.handler.decide", decision)

    def once_more(self, sagas: Sequence[Saga]) -> int:
        chosen = self.random.sample(list(sagas), min(_LATE, len(sagas)))
        return sum(self._again(saga) for saga in chosen)

    def mend(self) -> None:
        """All that is still out of order."""
        for outage in list(self._under_way):
            self._under_way.pop(outage).close()

    def _break_and_mend(self) -> None:
        now = time.monotonic() - self._began
        for outage in OUTAGES:
            if outage.begins <= now < outage.ends and outage not in self._under_way:
                self._under_way[outage] = self._broken(outage)
            elif now >= outage.ends and outage in self._under_way:
                self._under_way.pop(outage).close()

    def _broken(self, outage: Outage) -> ExitStack:
        self.befell[f"{outage.function} out of order"] += 1
        trouble, stack = Trouble(self.target), ExitStack()
        variable = f"{outage.function.split('.')[0].upper()}_TABLE"
        stack.enter_context(
            trouble.silent(outage.function)
            if outage.silent
            else trouble.broken(outage.function, variable=variable)
        )
        return stack

    def _stop(self, run: Run) -> None:
        """Once for each saga, or some would be given up."""
        if run.saga.saga_id in self._stopped:
            return
        self._stopped.add(run.saga.saga_id)
        states = self.target.states
        with suppress(states.exceptions.ValidationException):  # it was over already
            states.stop_execution(executionArn=run.arn, error="Test", cause="a scenario")
            self.befell["stopped"] += 1

    def _again(self, saga: Saga) -> int:
        """What it is answered nobody hears."""
        again = list(commands_of(self.target, saga, self.target.execution_of(saga)))
        for function, payload in again:
            self.target.invoke(function.handler, payload)
        self.befell["commands again"] += len(again)
        return len(again)
