"""Sagas that get stuck, on a system that is up: parked, mended by the `saga` command, stopped and recovered.

Compensations are tried thirteen times before they park, so serve with `make run FAST=1`.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from ops.books import Kind
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.local import Local
from tests.scenarios.targets.target import Target
from tests.scenarios.trouble import ANYBODY, Trouble

pytestmark = pytest.mark.needs(Capability.BREAKING)

PRICE = 60_00
RELEASE_CREDIT = "customers.release_credit"


@pytest.fixture
def trouble(local: Local) -> Trouble:
    return Trouble(local)


class Placed:
    """One piece, ordered by a customer of its own with this much money."""

    def __init__(self, target: Target, shop: Shop, *, balance: int) -> None:
        self.target = target
        self.sku = shop.article(price=PRICE, stock=10)
        self.customer_id = shop.customer(credit=100_00, balance=balance)
        self.before = self.books()

    def order(self) -> str:
        wanted = {"customer_id": self.customer_id, "items": [{"sku": self.sku, "quantity": 1}]}
        return self.target.place(wanted, idempotency_key=uuid4().hex)

    def books(self) -> dict[Kind, int]:
        found = self.target.books(sku=self.sku, customer_id=self.customer_id)
        return {entry.kind: number for entry, number in found.items()}


def parked(trouble: Trouble, saga_id: str) -> dict[str, Any]:
    """What `saga list` says of a saga once it is parked."""

    def look() -> dict[str, Any] | None:
        sagas = trouble.saga("list", "--status", "parked")["sagas"]
        return next((saga for saga in sagas if saga["saga_id"] == saga_id), None)

    return trouble.until(look, f"{saga_id} was not parked")


def test_a_compensation_that_keeps_failing_parks_is_retried_once_mended_and_the_books_balance(
    target: Target, shop: Shop, trouble: Trouble
) -> None:
    placed = Placed(target, shop, balance=0)
    with trouble.broken(RELEASE_CREDIT, variable="CUSTOMERS_TABLE"):
        order_id = placed.order()
        parked(trouble, order_id)
        assert target.decided(order_id)["status"] == "REJECTED"
        assert placed.books()[Kind.AVAILABLE] == placed.before[Kind.AVAILABLE]
        assert placed.books()[Kind.CREDIT] == placed.before[Kind.CREDIT] - PRICE

    trouble.saga("retry", order_id)

    assert target.ended(order_id) == "SUCCEEDED"
    assert placed.books() == placed.before


def test_a_compensation_that_is_skipped_leaves_what_it_owed_and_says_why(
    target: Target, shop: Shop, trouble: Trouble
) -> None:
    placed = Placed(target, shop, balance=0)
    with trouble.broken(RELEASE_CREDIT, variable="CUSTOMERS_TABLE"):
        order_id = placed.order()
        parked(trouble, order_id)
        trouble.saga("skip", order_id, "--reason", "credited by hand, ticket 4711")
        assert target.ended(order_id) == "SUCCEEDED"

    assert placed.books()[Kind.CREDIT] == placed.before[Kind.CREDIT] - PRICE
    assert "credited by hand, ticket 4711" in str(trouble.saga("show", order_id))


def test_a_step_after_the_payment_that_keeps_failing_parks_and_is_done_once_mended(
    target: Target, shop: Shop, trouble: Trouble
) -> None:
    placed = Placed(target, shop, balance=100_00)
    with trouble.broken("inventory.ship", variable="INVENTORY_TABLE"):
        order_id = placed.order()
        parked(trouble, order_id)
        assert target.decided(order_id)["status"] == "APPROVED"

    trouble.saga("retry", order_id)

    assert target.ended(order_id) == "SUCCEEDED"
    assert placed.books()[Kind.RESERVED] == 0
    assert placed.books()[Kind.AVAILABLE] == placed.before[Kind.AVAILABLE] - 1


def test_a_compensation_that_cannot_read_its_input_goes_on_with_a_corrected_one(
    target: Target, trouble: Trouble
) -> None:
    saga_id = f"o-{uuid4().hex}"
    request = {"caller": ANYBODY, "customer_id": "ada", "callback_url": None}
    target.start(saga_id, {**request, "items": [{"article": "tea"}]})
    parked(trouble, saga_id)

    corrected = json.dumps({**request, "items": [{"sku": "tea", "quantity": 1}]})
    trouble.saga("retry", saga_id, "--input", "-", "--reason", "sku was misnamed", given=corrected)

    assert target.ended(saga_id) == "SUCCEEDED"
    assert target.decided(saga_id)["status"] == "REJECTED"


@pytest.mark.parametrize("state", ["orders.create", "reserve", "payments.charge"])
def test_a_saga_stopped_on_its_way_to_the_payment_is_recovered_by_its_event_and_all_books_agree(
    target: Target, shop: Shop, trouble: Trouble, state: str
) -> None:
    """It goes on by itself meanwhile, so it may be a state further, or over, when it is stopped."""
    placed = Placed(target, shop, balance=100_00)
    order_id = placed.order()

    if trouble.stop_at(order_id, state) == "ABORTED":
        assert trouble.recovered(order_id) == "SUCCEEDED"

    agree(placed, order_id)


@pytest.mark.parametrize(
    ("balance", "function"),
    [
        (100_00, "orders.approve"),
        (100_00, "inventory.ship"),
        (0, "payments.resolve"),
        (0, "customers.release_credit"),
        (0, "inventory.release"),
        (0, "orders.reject"),
    ],
)
def test_a_saga_stopped_where_it_keeps_failing_is_recovered_once_that_is_mended(
    target: Target, shop: Shop, trouble: Trouble, balance: int, function: str
) -> None:
    placed = Placed(target, shop, balance=balance)
    with trouble.broken(function, variable=f"{function.split('.', maxsplit=1)[0].upper()}_TABLE"):
        order_id = placed.order()
        assert trouble.stop_at(order_id, function) == "ABORTED"

    assert trouble.recovered(order_id) == "SUCCEEDED"
    agree(placed, order_id)


def test_a_saga_stopped_while_it_is_parked_is_recovered_once_that_is_mended(
    target: Target, shop: Shop, trouble: Trouble
) -> None:
    placed = Placed(target, shop, balance=0)
    with trouble.broken(RELEASE_CREDIT, variable="CUSTOMERS_TABLE"):
        order_id = placed.order()
        parked(trouble, order_id)
        assert trouble.stop_at(order_id, f"{RELEASE_CREDIT} parked") == "ABORTED"

    assert trouble.recovered(order_id) == "SUCCEEDED"
    agree(placed, order_id)


def agree(placed: Placed, order_id: str) -> None:
    """The order's status and what has moved say the same: all of it, or nothing."""
    status = placed.target.decided(order_id)["status"]
    sold = 1 if status == "APPROVED" else 0
    assert status in {"APPROVED", "REJECTED"}
    assert placed.books() == {
        Kind.AVAILABLE: placed.before[Kind.AVAILABLE] - sold,
        Kind.RESERVED: 0,
        Kind.CREDIT: placed.before[Kind.CREDIT] - sold * PRICE,
        Kind.BALANCE: placed.before[Kind.BALANCE] - sold * PRICE,
    }
