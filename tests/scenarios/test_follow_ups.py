"""An order that is cancelled or changed: what it shows then, and where stock, credit and money are.

Amounts are written down by hand: an order is of two pieces at 10.00, of a customer with 200.00 of credit and 80.00.
"""

from __future__ import annotations

from uuid import uuid4

import pytest

from ops.books import Kind
from tests.scenarios.later import BEFORE, approved, placed
from tests.scenarios.shop import Shop
from tests.scenarios.targets.endpoint import Endpoint
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.local import Local
from tests.scenarios.targets.target import Target
from tests.scenarios.trouble import Trouble

SHIPPED = {Kind.AVAILABLE: 8, Kind.RESERVED: 0, Kind.CREDIT: 180_00, Kind.BALANCE: 60_00}
HOLDING = pytest.mark.needs(Capability.HOLDING)


def test_an_order_whose_goods_have_left_is_neither_changed_nor_cancelled(target: Target, shop: Shop) -> None:
    order = approved(target, shop)
    order.ended()
    before = order.shown()

    for refused in (order.change(3), order.cancel()):
        assert (refused["status"], refused["reason"]["code"]) == ("REFUSED", "ORDER_SHIPPED")
        assert (order.shown(), order.books()) == (before, SHIPPED)


@HOLDING
def test_an_order_whose_goods_are_here_is_cancelled_and_all_of_it_comes_back(
    target: Target, shop: Shop
) -> None:
    with target.nothing_leaves():
        order = approved(target, shop)
        assert order.books() == SHIPPED | {Kind.RESERVED: 2}

        cancellation = order.cancel()

        assert (cancellation["status"], cancellation["reason"]) == ("DONE", None)
        assert (order.shown()["status"], order.books()) == ("CANCELLED", BEFORE)
    order.ended()
    assert (order.shown()["status"], order.books()) == ("CANCELLED", BEFORE)


@HOLDING
def test_a_cancellation_is_made_once_however_often_it_is_asked_for(target: Target, shop: Shop) -> None:
    key = uuid4().hex
    with target.nothing_leaves():
        order = approved(target, shop)
        first, again, another = order.cancel(key=key), order.cancel(key=key), order.cancel()
    order.ended()

    assert first == again
    assert (another["status"], another["reason"]["code"]) == ("REFUSED", "ORDER_NOT_APPROVED")
    assert order.books() == BEFORE


@HOLDING
def test_a_change_moves_the_difference_and_what_leaves_is_what_was_wanted_last(
    target: Target, shop: Shop
) -> None:
    five = {Kind.AVAILABLE: 5, Kind.RESERVED: 5, Kind.CREDIT: 150_00, Kind.BALANCE: 30_00}
    one = {Kind.AVAILABLE: 9, Kind.RESERVED: 1, Kind.CREDIT: 190_00, Kind.BALANCE: 70_00}
    with target.nothing_leaves():
        order = approved(target, shop)
        for quantity, books in ((5, five), (1, one)):
            change = order.change(quantity)
            assert (change["status"], change["reason"]) == ("DONE", None)

            shown = order.shown()
            assert (shown["status"], shown["total"]) == ("APPROVED", quantity * 10_00)
            assert [line["quantity"] for line in shown["items"]] == [quantity]
            assert order.books() == books
    order.ended()
    assert order.books() == one | {Kind.RESERVED: 0}


@HOLDING
def test_a_change_that_is_refused_leaves_all_as_it_was(target: Target, shop: Shop) -> None:
    with target.nothing_leaves():
        order = approved(target, shop)
        before = order.shown()
        changes = {
            "OUT_OF_STOCK": order.change(11),
            "PAYMENT_DECLINED": order.change(9),
            "NOTHING_TO_CHANGE": order.change(2),
            "OTHER_ARTICLES": order.change(1, sku="another"),
        }

        for code, change in changes.items():
            assert (change["status"], change["reason"]["code"]) == ("REFUSED", code)
        assert (order.shown(), order.books()) == (before, SHIPPED | {Kind.RESERVED: 2})
    order.ended()
    assert order.books() == SHIPPED


@pytest.mark.needs(Capability.HOLDING, Capability.AT_ONCE, Capability.TURNS)
def test_a_cancellation_of_an_order_that_was_just_placed_waits_its_turn(target: Target, shop: Shop) -> None:
    with target.nothing_leaves():
        order = placed(target, shop)

        assert order.cancel()["status"] == "DONE"

        assert (order.shown()["status"], order.books()) == ("CANCELLED", BEFORE)
    order.ended()
    assert order.books() == BEFORE


@pytest.mark.needs(Capability.BREAKING)
def test_where_errors_have_no_names_a_cancellation_of_an_order_in_its_saga_turns_back_at_once(
    local: Local, target: Target, shop: Shop
) -> None:
    """Who has TURNS waits instead: it is the name Locked that is waited for."""
    trouble = Trouble(local)
    with trouble.broken("orders.approve", variable="ORDERS_TABLE"):
        order = placed(target, shop)
        trouble.reached(order.order_id, "orders.approve")
        cancellation = order.cancel()
    trouble.past("orders.approve")

    assert (cancellation["status"], cancellation["reason"]["code"]) == ("REFUSED", "ORDER_LOCKED")
    assert (order.shown()["status"], order.books()) == ("APPROVED", SHIPPED)


def test_a_key_that_was_used_for_another_change_is_refused(target: Target, shop: Shop) -> None:
    order, key = approved(target, shop), uuid4().hex
    order.ended()
    for quantity, status in ((3, 202), (4, 422)):
        items = [{"sku": order.sku, "quantity": quantity}]

        assert order.ask("change", {"items": items}, key=key).status == status


@pytest.mark.needs(Capability.WEBHOOKS, Capability.HOLDING)
def test_whoever_is_told_of_an_order_is_told_what_became_of_its_change_and_its_cancellation(
    target: Target, shop: Shop, endpoint: Endpoint
) -> None:
    with target.nothing_leaves():
        order = approved(target, shop, callback_url=endpoint.url)
        asked = [order.change(3), order.change(3), order.cancel()]
    order.ended()
    asked.append(order.cancel())

    told = endpoint.delivered(lambda it: it.order_id == order.order_id, times=5)

    assert [it.problem for it in told] == [""] * 5
    by_id = {it.data.get("follow_up_id"): it for it in told}
    assert [by_id[each["follow_up_id"]].body["type"] for each in asked] == [
        "order.changed",
        "order.change_rejected",
        "order.cancelled",
        "order.cancellation_rejected",
    ]
    for each in asked:
        assert by_id[each["follow_up_id"]].data["reason"] == each["reason"]
    assert by_id[None].body["type"] == "order.approved"
    changed, cancelled = (by_id[asked[index]["follow_up_id"]].data for index in (0, 2))
    assert (changed["status"], changed["total"]) == ("APPROVED", 30_00)
    assert (cancelled["status"], cancelled["total"]) == ("CANCELLED", 30_00)
