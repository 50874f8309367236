"""Large orders, for which a person has to answer: with a yes, a no, twice, too late; and who cancels one meanwhile."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from ops.books import Kind
from ops.orders import Answer
from tests.scenarios.later import Placed
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.target import Target

PRICE, STOCK, MEANS = 1_000_00, 3, 5_000_00
"""One piece costs just as much as needs a yes."""

BEFORE = {Kind.AVAILABLE: STOCK, Kind.RESERVED: 0, Kind.CREDIT: MEANS, Kind.BALANCE: MEANS}
BOUGHT = {Kind.AVAILABLE: 2, Kind.RESERVED: 0, Kind.CREDIT: 4_000_00, Kind.BALANCE: 4_000_00}
_PATIENCE = 30.0

pytestmark = pytest.mark.needs(Capability.APPROVING)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An order of one piece that waits for a person."""

    order: Placed

    @property
    def path(self) -> str:
        return f"/approvals/{self.order.order_id}"

    def answer(self, way: str, reason: str | None = None) -> Answer:
        """Passed on to the saga."""
        body = {"reason": reason} if reason else None
        answer = self.order.target.ask("POST", f"{self.path}/{way}", body=body)
        self.order.target.pass_answers_on()
        return answer

    def shown(self) -> Mapping[str, Any]:
        return self.order.target.ask("GET", self.path).body

    def decided(self) -> Mapping[str, Any]:
        """The order, and its saga is over."""
        decided = self.order.target.decided(self.order.order_id)
        self.order.ended()
        return decided


def placed(target: Target, shop: Shop, *, price: int) -> Placed:
    sku, customer_id = shop.article(price=price, stock=STOCK), shop.customer(credit=MEANS, balance=MEANS)
    order = {"customer_id": customer_id, "items": [{"sku": sku, "quantity": 1}]}
    order_id = target.place(order, idempotency_key=uuid4().hex)
    return Placed(target=target, order_id=order_id, sku=sku, customer_id=customer_id)


@pytest.fixture
def asked(target: Target, shop: Shop) -> Asked:
    it = Asked(order=placed(target, shop, price=PRICE))
    deadline = time.monotonic() + _PATIENCE
    while it.shown().get("status") != "WAITING":
        assert time.monotonic() < deadline, it.shown()
        time.sleep(0.1)
    return it


def test_nothing_is_taken_while_a_person_thinks_and_a_yes_lets_the_order_go_on(asked: Asked) -> None:
    assert (asked.order.shown()["status"], asked.order.books()) == ("PENDING", BEFORE)
    assert (asked.shown()["amount"], asked.shown()["by"]) == (PRICE, None)

    answer = asked.answer("approve")

    assert (answer.status, answer.body["status"]) == (200, "APPROVED")
    assert (asked.decided()["status"], asked.order.books()) == ("APPROVED", BOUGHT)


@pytest.mark.needs(Capability.REASONS)
def test_a_no_rejects_the_order_with_the_person_s_reason(asked: Asked) -> None:
    asked.answer("reject", "the address is not the customer's")

    decided = asked.decided()

    assert decided["status"] == "REJECTED"
    assert decided["reason"] == {"code": "NOT_APPROVED", "message": "the address is not the customer's"}
    assert asked.order.books() == BEFORE


def test_the_first_answer_stands_and_every_later_one_learns_of_it(asked: Asked) -> None:
    first = asked.answer("reject", "no")

    again, other = asked.answer("reject"), asked.answer("approve")

    assert (again.status, again.body) == (200, first.body)
    assert (other.status, other.body["type"]) == (409, "urn:saga:problem:answered-otherwise")
    assert (asked.decided()["status"], asked.order.books()) == ("REJECTED", BEFORE)


@pytest.mark.needs(Capability.AT_ONCE, Capability.REASONS)
def test_whoever_cancels_an_order_that_waits_takes_it_back_at_once(asked: Asked) -> None:
    key = uuid4().hex
    assert asked.order.ask("cancel", None, key=key).status == 202
    asked.order.target.pass_answers_on()

    decided, cancellation = asked.decided(), asked.order.cancel(key=key)
    late = asked.answer("approve")

    assert (decided["status"], decided["reason"]["code"]) == ("REJECTED", "CANCELLED")
    assert (cancellation["status"], cancellation["reason"]["code"]) == ("REFUSED", "ALREADY_CANCELLED")
    assert (late.status, late.body["type"]) == (410, "urn:saga:problem:no-longer-asked")
    assert asked.order.books() == BEFORE


def test_below_the_threshold_nobody_is_asked(target: Target, shop: Shop) -> None:
    order = placed(target, shop, price=PRICE - 1)

    assert target.decided(order.order_id)["status"] == "APPROVED"
    order.ended()

    answer = target.ask("GET", f"/approvals/{order.order_id}")
    assert (answer.status, answer.body["type"]) == (404, "urn:saga:problem:no-such-approval")
