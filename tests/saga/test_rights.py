"""Every function of every saga asks its own table for what its role grants, and no other table for anything.

On moto all functions share one environment, so a function that looked into another table would not fail there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from cdk.services import functions_of
from statemachines.cancel_order import CANCEL_ORDER
from statemachines.change_order import CHANGE_ORDER
from statemachines.create_order import CREATE_ORDER
from statemachines.generate import SAGAS
from tests.infra.resources import Resources
from tests.saga.grouping import placed_together, teas_and_teas
from tests.saga.later import OF_IT, TWO_TEAS, outcome_of, teas, unshipped_order
from tests.support.bridge import Call, crash_before_commit
from tests.support.cloud import MotoCloud
from tests.support.rights import Right, Rights
from tests.support.template import Template

_OFTEN = 20


@dataclass(frozen=True)
class Noted:
    """A fault that is none: what the call asks for is noted."""

    rights: Rights
    handler: str

    def __call__(self, call: Call) -> Any:
        with self.rights.of(self.handler):
            return call()


@dataclass(frozen=True)
class Life:
    """Of a few orders, such that each function of each saga is called."""

    cloud: MotoCloud
    template: Template
    rights: Rights = field(default_factory=Rights)

    def lead(self) -> None:
        order = unshipped_order(self.cloud)
        self._note_everything()
        self._saga("g-1", teas(5), "COMPLETED")
        self._saga("g-2", teas(11), "COMPENSATED")
        self._saga("g-3", teas(1), "COMPENSATED", lost="lambdas.payments.handler.adjust")
        self._saga("x-1", OF_IT, "COMPENSATED", lost="lambdas.inventory.handler.withdraw")
        self._saga("x-2", OF_IT, "COMPLETED")
        order.ship()
        self._saga("o-2", TWO_TEAS, "COMPENSATED", lost="lambdas.payments.handler.charge")
        self._saga("o-3", TWO_TEAS, "COMPLETED")
        self._ask()
        self._together("t-1", "COMPLETED")
        self._together("t-2", "COMPENSATED", lost="lambdas.orders.handler.confirm_group")

    def _note_everything(self) -> None:
        self.rights.listen(self.cloud.world.dynamodb.meta.events)
        for function in functions_of(SAGAS):
            self.cloud.bridge.faults[function.handler] += [Noted(self.rights, function.handler)] * _OFTEN

    def _saga(self, saga_id: str, given: dict[str, Any], outcome: str, *, lost: str | None = None) -> None:
        """`lost` comes to nothing, and nobody can know that."""
        if lost:
            self.cloud.bridge.faults[lost].insert(0, crash_before_commit)
        saga = {"o": CREATE_ORDER, "g": CHANGE_ORDER, "x": CANCEL_ORDER}[saga_id[0]]
        assert outcome_of(self.cloud.run(saga_id, given, saga=saga))[0] == outcome

    def _ask(self) -> None:
        """Of a large order; what is answered is no function's of a saga."""
        asked = {"customer_id": "ada", "amount": 100_000, "currency": "EUR"}
        told = {"saga_id": "o-9", "step": "approvals.ask", "input": asked, "token": "token", "patience": 60}
        self.cloud.bridge.call("lambdas.approvals.handler.ask", told)

    def _together(self, group_id: str, outcome: str, *, lost: str | None = None) -> None:
        if lost:
            self.cloud.bridge.faults[lost].insert(0, crash_before_commit)
        ended = placed_together(self.cloud, self.template, teas_and_teas(1, 1), group_id=group_id)
        assert outcome_of(ended)[0] == outcome


@pytest.fixture
def rights(cloud: MotoCloud, template: Template) -> Rights:
    life = Life(cloud, template)
    life.lead()
    return life.rights


def granted(template: Template, handler: str) -> set[Right]:
    """On tables."""
    resources = Resources(template=template.body)
    (function,) = resources.functions()[handler]
    return {
        (action, resource.removesuffix(".Arn"))
        for action, resource in resources.grants(resources.role_of(function))
        if action.startswith("dynamodb:")
    }


def test_every_right_that_a_saga_s_function_takes_is_granted(rights: Rights, template: Template) -> None:
    assert set(rights.asked) == {function.handler for function in functions_of(SAGAS)}
    for handler, asked in rights.asked.items():
        assert asked <= granted(template, handler), handler
