"""Step Functions as far as the API asks it, in memory, with sagas that have come as far as their id says.

The orders are written by the orders service's own functions, so what the API reads is what it reads in earnest:
an order that nobody has written yet, one that is PENDING, one that was approved, one that was rejected; and a
follow-up that waits its turn, one that is at work, one that is done, one that was refused.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from lambdas.api.follow_up import KINDS, Kind
from lambdas.shared.errors import Locked, Rejected
from lambdas.shared.world import World
from tests.support import steps
from tests.support.steps import Saga
from tests.unit.api.fakes import FakeStates


@dataclass(kw_only=True)
class SagasAtOnce(FakeStates):
    """A saga goes its way the moment it is started."""

    world: World

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, N803
        super().start_execution(stateMachineArn=stateMachineArn, name=name, input=input)
        saga, way = json.loads(input), int(name[-1], base=16) % 4
        kind = KINDS.get(name[0])
        if kind:
            self._follow_up(kind, saga, way)
        else:
            self._order(saga, way)

    def _order(self, saga: Saga, way: int) -> None:
        ways = (self._waits, self._is_open, self._is_approved, self._is_rejected)
        ways[way](saga)

    def _follow_up(self, kind: Kind, saga: Saga, way: int) -> None:
        """One that finds its order locked waits for ever here, and one that may not be begun is refused."""
        if way == 0:
            return
        try:
            steps.begin(kind, saga)
        except Locked:
            return
        except Rejected as refused:
            steps.turn_back(kind, saga, _error(refused))
            return
        ways = (self._waits, lambda it: steps.finish(kind, it), lambda it: steps.turn_back(kind, it))
        ways[way - 1](saga)

    def _waits(self, _saga: Saga) -> None:
        """Its next step has not run."""

    def _is_open(self, saga: Saga) -> None:
        steps.open_order(self.world, saga)

    def _is_approved(self, saga: Saga) -> None:
        steps.open_order(self.world, saga)
        steps.approve(saga)

    def _is_rejected(self, saga: Saga) -> None:
        """Also when the article is not in the catalogue: then the order was never opened."""
        try:
            steps.create(saga)
        except Rejected as refused:
            steps.reject(saga, _error(refused))
        else:
            steps.reject(saga)


def _error(refused: Rejected) -> steps.Error:
    return {"Error": "Rejected", "Cause": str(refused)}
