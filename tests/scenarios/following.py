"""One order from its POST until all that it leads to has arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ops.books import Books
from ops.receiver import Received
from ops.tap import Event
from tests.scenarios.shop import Shop
from tests.scenarios.table import PRICE, QUANTITY, Scenario
from tests.scenarios.targets.target import Target


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`second_id` is what a second POST with the same Idempotency-Key answered after all was over; the books
    `after`, the events and the webhooks are later than that.
    """

    scenario: Scenario
    sku: str
    customer_id: str
    order_id: str
    second_id: str
    order: Mapping[str, Any]
    execution: str
    path: tuple[str, ...]
    events: tuple[Event, ...]
    webhooks: tuple[Received, ...]
    before: Books
    after: Books


def follow(scenario: Scenario, *, target: Target, shop: Shop) -> Outcome:
    sku, customer_id, key = _sku(scenario, shop), _customer(scenario, shop), uuid4().hex
    items = [{"sku": sku, "quantity": QUANTITY}]
    wanted = {"customer_id": customer_id, "items": items, "callback_url": target.callback_url}

    before = target.books(sku=sku, customer_id=customer_id)
    order_id = target.place(wanted, idempotency_key=key)
    order = target.decided(order_id)
    execution = target.ended(order_id)
    second_id = target.place(wanted, idempotency_key=key)
    return Outcome(
        scenario=scenario,
        sku=sku,
        customer_id=customer_id,
        order_id=order_id,
        second_id=second_id,
        order=order,
        execution=execution,
        path=target.path(order_id),
        events=target.events(order_id, scenario.events),
        webhooks=target.webhooks(order_id),
        before=before,
        after=target.books(sku=sku, customer_id=customer_id),
    )


def _sku(scenario: Scenario, shop: Shop) -> str:
    if scenario.stock is None:
        return f"article-{uuid4().hex}"
    return shop.article(price=PRICE, stock=scenario.stock)


def _customer(scenario: Scenario, shop: Shop) -> str:
    if scenario.credit is None:
        return f"customer-{uuid4().hex}"
    return shop.customer(credit=scenario.credit, balance=scenario.balance)
