"""Orders that want the same thing at the same time."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

import pytest

from ops.books import Kind
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.target import Target

pytestmark = pytest.mark.needs(Capability.AT_ONCE)


def test_of_two_customers_who_want_the_last_piece_one_gets_it(target: Target, shop: Shop) -> None:
    sku = shop.article(price=10_00, stock=1)
    customers = [shop.customer(credit=10_00, balance=10_00) for _ in range(2)]

    decisions = order_at_once(target, sku=sku, customers=customers)

    assert sorted(decisions) == ["APPROVED", "REJECTED"]
    for customer_id, decision in zip(customers, decisions, strict=True):
        left = 0 if decision == "APPROVED" else 10_00
        assert books(target, sku=sku, customer_id=customer_id) == {
            Kind.AVAILABLE: 0,
            Kind.RESERVED: 0,
            Kind.CREDIT: left,
            Kind.BALANCE: left,
        }


def test_a_customer_who_orders_twice_at_once_does_not_pass_the_credit_limit(
    target: Target, shop: Shop
) -> None:
    sku = shop.article(price=60_00, stock=10)
    customer_id = shop.customer(credit=100_00, balance=1_000_00)

    decisions = order_at_once(target, sku=sku, customers=[customer_id, customer_id])

    assert sorted(decisions) == ["APPROVED", "REJECTED"]
    assert books(target, sku=sku, customer_id=customer_id) == {
        Kind.AVAILABLE: 9,
        Kind.RESERVED: 0,
        Kind.CREDIT: 40_00,
        Kind.BALANCE: 940_00,
    }


def order_at_once(target: Target, *, sku: str, customers: Iterable[str]) -> list[str]:
    """One piece for each of the customers; how each order ended, in their order, when all is over."""

    order_ids = [
        target.place(
            {"customer_id": customer_id, "items": [{"sku": sku, "quantity": 1}]}, idempotency_key=uuid4().hex
        )
        for customer_id in customers
    ]
    for order_id in order_ids:
        target.ended(order_id)
    return [str(target.decided(order_id)["status"]) for order_id in order_ids]


def books(target: Target, *, sku: str, customer_id: str) -> dict[Kind, int]:
    found = target.books(sku=sku, customer_id=customer_id)
    return {entry.kind: number for entry, number in found.items()}
