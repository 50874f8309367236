"""The order saga on moto, from the synthesized state machine down to the tables: approval and each rejection.

Paths and amounts are written down by hand: tea costs 4.50, a pot 29.99.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.saga.books import Books
from tests.support.cloud import MotoCloud

FORWARD = ("orders.create", "reserve", "inventory.reserve", "customers.reserve_credit", "payments.charge")
UNDO = ("customers.release_credit", "inventory.release", "approvals.withdraw", "orders.reject")


def order(customer: str = "ada", **items: int) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in items.items()]
    return {"customer_id": customer, "items": lines}


def in_any_order_within_the_parallel(path: tuple[str, ...]) -> tuple[str, ...]:
    """Branches run at the same time, so moto may enter them either way round."""
    return path[:3] + tuple(sorted(path[3:5], reverse=True)) + path[5:]


def types_of(events: list[dict[str, Any]]) -> list[str]:
    return sorted(event["type"] for event in events)


def test_an_order_that_nothing_speaks_against_is_approved_and_shipped(cloud: MotoCloud, books: Books) -> None:
    ended = cloud.run("o-1", order(tea=2, pot=1))

    assert ended.output == {"saga_id": "o-1", "outcome": "COMPLETED"}
    assert in_any_order_within_the_parallel(ended.path) == (
        "orders.create",
        "approvals.ask?",
        "reserve",
        "inventory.reserve",
        "customers.reserve_credit",
        "payments.charge",
        "orders.approve",
        "inventory.ship",
    )
    assert books.status("o-1") == "APPROVED"
    balance = books.balance()
    assert balance["stock"] == [("pot", 0, 0), ("tea", 8, 0)]
    assert balance["credit"][0] == ("ada", 10_000 - 3_899)
    assert balance["money"][0] == ("ada", 10_000 - 3_899)
    assert balance["payments"] == [("ada", 3_899)]


@pytest.mark.parametrize(
    ("placed", "code", "turns_at"),
    [
        (order("ada", tea=11), "OUT_OF_STOCK", "reserve"),
        (order("bob", tea=3), "CREDIT_LIMIT_EXCEEDED", "reserve"),
        (order("eve", tea=1), "UNKNOWN_CUSTOMER", "reserve"),
        (order("carol", tea=1), "PAYMENT_DECLINED", "payments.charge"),
    ],
)
def test_a_rejected_order_leaves_stock_credit_and_money_as_they_were(
    cloud: MotoCloud, books: Books, placed: dict[str, Any], code: str, turns_at: str
) -> None:
    before = books.balance()

    ended = cloud.run("o-1", placed)

    assert ended.output is not None
    assert (ended.status, ended.output["outcome"]) == ("SUCCEEDED", "COMPENSATED")
    assert ended.output["reason"]["code"] == code
    assert turns_at in ended.path
    assert ended.path[-4:] == UNDO
    assert books.balance() == before
    rejected = books.order("o-1")
    assert rejected is not None
    assert (rejected["status"], rejected["reason"]["code"]) == ("REJECTED", code)


def test_an_order_for_an_unknown_article_is_rejected_and_can_still_be_read(
    cloud: MotoCloud, books: Books
) -> None:
    before = books.balance()

    ended = cloud.run("o-1", order(gin=1))

    assert ended.path == ("orders.create", "orders.reject")
    assert books.balance() == before
    rejected = books.order("o-1")
    assert rejected is not None
    assert rejected["reason"] == {"code": "UNKNOWN_ARTICLE", "message": "not in the catalogue: gin"}


def test_an_approved_order_publishes_one_event_for_each_local_transaction(cloud: MotoCloud) -> None:
    cloud.run("o-1", order(tea=1))

    events = cloud.publish()

    assert types_of(events) == [
        "CreditReserved",
        "OrderApproved",
        "OrderCreated",
        "PaymentCharged",
        "StockReserved",
        "StockShipped",
    ]
    assert len({event["id"] for event in events}) == 6


def test_a_declined_order_publishes_what_was_done_and_what_was_undone(cloud: MotoCloud) -> None:
    cloud.run("o-1", order("carol", tea=1))

    events = cloud.publish()

    assert types_of(events) == [
        "CreditReleased",
        "CreditReserved",
        "OrderCreated",
        "OrderRejected",
        "PaymentDeclined",
        "StockReleased",
        "StockReserved",
    ]


def test_each_aggregate_counts_its_events_from_one_without_gaps(cloud: MotoCloud) -> None:
    cloud.run("o-1", order("carol", tea=1))
    cloud.run("o-2", order(tea=1))
    cloud.run("o-3", order(gin=1))

    sequences: dict[str, list[int]] = {}
    for event in cloud.publish():
        sequences.setdefault(event["subject"], []).append(int(event["sequence"]))

    assert {subject: sorted(seen) for subject, seen in sequences.items()} == {
        "orders/o-1": [1, 2],
        "reservations/o-1": [1, 2],
        "credits/o-1": [1, 2],
        "payments/o-1": [1],
        "orders/o-2": [1, 2],
        "reservations/o-2": [1, 2],
        "credits/o-2": [1],
        "payments/o-2": [1],
        "orders/o-3": [1],
    }


def test_two_orders_for_the_last_piece_end_with_one_of_them_approved(cloud: MotoCloud, books: Books) -> None:
    cloud.run("o-1", order(pot=1))
    cloud.run("o-2", order(pot=1))

    assert [books.status("o-1"), books.status("o-2")] == ["APPROVED", "REJECTED"]
    assert books.balance()["stock"][0] == ("pot", 0, 0)
