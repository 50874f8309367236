"""Step Functions as far as the API asks it, in memory, with sagas that have come as far as their order's id says.

The orders are written by the orders service's own functions, so what the API reads is what it reads in earnest:
an order that nobody has written yet, one that is PENDING, one that was approved, one that was rejected.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.orders import handler as orders
from lambdas.orders.store import article_item
from lambdas.shared.errors import Rejected
from lambdas.shared.world import World
from tests.support.worlds import put_item
from tests.unit.api.fakes import FakeStates

NO_CREDIT = {"Error": "Rejected", "Cause": "CREDIT_LIMIT_EXCEEDED: not enough"}


@dataclass(kw_only=True)
class SagasAtOnce(FakeStates):
    """A saga goes its way the moment it is started."""

    world: World

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, N803
        super().start_execution(stateMachineArn=stateMachineArn, name=name, input=input)
        ways = (self._waits, self._is_open, self._is_approved, self._is_rejected)
        ways[int(name[-1], base=16) % len(ways)](json.loads(input))

    def _waits(self, _saga: Mapping[str, Any]) -> None:
        """Its first step has not run."""

    def _is_open(self, saga: Mapping[str, Any]) -> None:
        for item in saga["input"]["items"]:
            put_item(self.world, "orders", article_item(sku=item["sku"], price=350, currency="EUR"))
        _run(orders.create, "orders.create", saga)

    def _is_approved(self, saga: Mapping[str, Any]) -> None:
        self._is_open(saga)
        _run(orders.approve, "orders.approve", saga)

    def _is_rejected(self, saga: Mapping[str, Any]) -> None:
        """Also when the article is not in the catalogue: then the order was never opened."""
        try:
            _run(orders.create, "orders.create", saga)
        except Rejected as refused:
            _run(orders.reject, "orders.create", saga, error={"Error": "Rejected", "Cause": str(refused)})
        else:
            _run(orders.reject, "orders.create", saga, error=NO_CREDIT)


def _run(
    function: Callable[[Mapping[str, Any], object], dict[str, Any]],
    step: str,
    saga: Mapping[str, Any],
    **more: object,
) -> None:
    function({**saga, "step": step, **more}, None)
