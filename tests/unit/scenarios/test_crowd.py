"""What a crowd is held to finds what is wrong: each rule is shown something that it has to complain of."""

from __future__ import annotations

from typing import Any

import pytest

from ops.books import Entry, Kind
from tests.scenarios.crowd.balance import expected, locks, shipped
from tests.scenarios.crowd.told import complaints
from tests.scenarios.crowd.wants import Market

MARKET = Market(stock={"tea": 10}, prices={"tea": 4_50}, credit={"ada": 100_00}, money={"ada": 50_00})
RESERVATION = {"pk": "reservation#o-1", "status": "SHIPPED", "lines": [{"sku": "tea", "quantity": 2}]}
CREDIT = {"pk": "credit#o-1", "adjusted_by": None, "fewer": 0}


def order(status: str, **more: Any) -> dict[str, Any]:
    lines = [{"sku": "tea", "quantity": 2}]
    return {"order_id": "o-1", "customer_id": "ada", "status": status, "lines": lines, **more}


def test_an_approved_order_has_taken_its_pieces_and_what_they_cost() -> None:
    assert expected(MARKET, [order("APPROVED")]) == {
        Entry(kind=Kind.AVAILABLE, owner="tea"): 8,
        Entry(kind=Kind.RESERVED, owner="tea"): 0,
        Entry(kind=Kind.CREDIT, owner="ada"): 91_00,
        Entry(kind=Kind.BALANCE, owner="ada"): 41_00,
    }


@pytest.mark.parametrize("status", ["REJECTED", "CANCELLED"])
def test_an_order_that_came_to_nothing_has_taken_nothing(status: str) -> None:
    assert expected(MARKET, [order(status)]) == expected(MARKET, [])


@pytest.mark.parametrize(
    ("status", "reservation"),
    [
        ("CANCELLED", RESERVATION),
        ("APPROVED", RESERVATION | {"status": "WITHDRAWN"}),
        ("APPROVED", RESERVATION | {"lines": [{"sku": "tea", "quantity": 3}]}),
    ],
)
def test_goods_that_left_otherwise_than_ordered_are_complained_of(
    status: str, reservation: dict[str, Any]
) -> None:
    assert [*shipped([order(status)], [reservation])] != []


def test_goods_that_left_as_ordered_are_not() -> None:
    assert [*shipped([order("APPROVED")], [RESERVATION])] == []


@pytest.mark.parametrize(
    ("orders", "reservations", "credits_held"),
    [
        ([order("CHANGING")], [], []),
        ([order("APPROVED", locked_by="g-1")], [], []),
        ([order("REJECTED", pending_shard="0")], [], []),
        ([], [RESERVATION | {"status": "ADJUSTING"}], []),
        ([], [RESERVATION | {"status": "RESERVED"}], []),
        ([], [], [CREDIT | {"adjusted_by": "g-1"}]),
        ([], [], [CREDIT | {"fewer": 4_50}]),
    ],
)
def test_whatever_somebody_still_seems_to_be_at_work_on_is_complained_of(
    orders: list[Any], reservations: list[Any], credits_held: list[Any]
) -> None:
    assert len([*locks(orders, reservations, credits_held)]) == 1


def test_what_nobody_is_at_work_on_is_not() -> None:
    assert [*locks([order("APPROVED", locked_by=None)], [RESERVATION], [CREDIT])] == []


@pytest.mark.parametrize(
    ("saga", "ended", "types"),
    [
        ("create-order", "REJECTED", ["OrderCreated"]),
        ("create-order", "REJECTED", ["OrderCreated", "OrderRejected", "StockReserved"]),
        ("create-order", "REJECTED", ["OrderCreated", "OrderRejected", "PaymentCharged"]),
        ("create-order", "REJECTED", ["OrderRejected", "OrderRejected"]),
        ("cancel-order", "DONE", ["OrderCancelled"]),
        ("change-order", "REFUSED", ["OrderChangeRejected", "CreditReadjusted"]),
    ],
)
def test_what_is_untold_half_told_told_twice_or_not_true_is_complained_of(
    saga: str, ended: str, types: list[str]
) -> None:
    assert [*complaints(saga, ended, types)] != []


def test_an_order_that_was_rejected_and_undone_is_told_whole() -> None:
    types = ["OrderCreated", "StockReserved", "CreditReservationRejected", "StockReleased", "OrderRejected"]

    assert [*complaints("create-order", "REJECTED", types)] == []
