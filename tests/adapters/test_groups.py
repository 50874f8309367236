"""Both orders of a group are certain at one moment, and their goods leave at another, together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.inventory.store import reservation_key, stock_item, stock_key
from lambdas.orders.groups import group_key
from lambdas.shared.errors import Inconsistent, Rejected, Transient
from lambdas.shared.world import World
from tests.adapters.grouped import (
    FIRST,
    REJECTED,
    SECOND,
    TWO_TEAS,
    WHOSE,
    call,
    open_group,
    order,
    shop,
)
from tests.support.worlds import get_item, journal_item, put_item

CAKE = [{"sku": "cake", "quantity": 1}]


@pytest.fixture
def world() -> Iterator[World]:
    with shop() as (it, _):
        put_item(it, "inventory", stock_item(sku="tea", available=10))
        put_item(it, "inventory", stock_item(sku="cake", available=10))
        yield it


def group_of(world: World) -> dict[str, Any]:
    found = get_item(world, "orders", group_key("t-1"))
    assert found is not None
    return found


def goods(world: World, order_id: str) -> str:
    found = get_item(world, "inventory", reservation_key(order_id))
    assert found is not None
    return str(found["status"])


def stock(world: World, sku: str) -> tuple[int, int]:
    """Available, and reserved."""
    found = get_item(world, "inventory", stock_key(sku))
    assert found is not None
    return found["available"], found["reserved"]


def hold() -> None:
    call("inventory.hold", input={"first_id": FIRST, "second_id": SECOND})


def reserved(order_id: str, items: list[dict[str, Any]]) -> None:
    call("inventory.reserve", order_id, input={"items": items})


def test_a_group_names_its_orders_before_they_are_there(world: World) -> None:
    open_group()

    assert group_of(world)["status"] == "PENDING"
    assert group_of(world)["order_ids"] == [FIRST, SECOND]


def test_a_group_is_in_no_list_of_its_callers_orders(world: World) -> None:
    open_group()

    assert {"caller", "created_at"}.isdisjoint(group_of(world))
    assert group_of(world)["placed_by"] == "c-1"


def test_a_group_that_was_never_opened_is_found_rejected(world: World) -> None:
    given = {**WHOSE, "first": TWO_TEAS, "second": TWO_TEAS}

    call("orders.reject_group", step="orders.open_group", input=given, error=REJECTED)

    assert group_of(world)["status"] == "REJECTED"
    assert group_of(world)["reason"] == {"code": "OUT_OF_STOCK", "message": "no"}


def test_a_group_is_confirmed_when_both_orders_are_approved(world: World) -> None:
    open_group()
    order(world, FIRST, "APPROVED")
    order(world, SECOND, "APPROVED")

    call("orders.confirm_group")

    assert group_of(world)["status"] == "CONFIRMED"


def test_a_group_of_which_one_was_cancelled_meanwhile_is_not_confirmed(world: World) -> None:
    open_group()
    order(world, FIRST, "CANCELLED")
    order(world, SECOND, "APPROVED")

    with pytest.raises(Rejected, match=f"ORDER_NOT_APPROVED: order {FIRST} is CANCELLED"):
        call("orders.confirm_group")
    assert group_of(world)["status"] == "PENDING"


@pytest.mark.parametrize("status", ["CANCELLING", "CHANGING"])
def test_an_order_that_another_saga_is_at_work_on_is_looked_at_again(world: World, status: str) -> None:
    open_group()
    order(world, FIRST, "APPROVED")
    order(world, SECOND, status)

    with pytest.raises(Transient):
        call("orders.confirm_group")
    assert journal_item(world, "t-1", "orders.confirm_group") is None


def test_what_is_held_is_not_shipped_by_its_own_saga(world: World) -> None:
    hold()
    reserved(FIRST, TWO_TEAS)

    call("inventory.ship", FIRST)

    assert goods(world, FIRST) == "RESERVED"
    assert stock(world, "tea") == (8, 2)


def test_the_goods_of_both_orders_leave_in_one_transaction_also_when_they_are_alike(world: World) -> None:
    hold()
    reserved(FIRST, [*TWO_TEAS, *CAKE])
    reserved(SECOND, TWO_TEAS)

    call("inventory.ship_together")

    assert goods(world, FIRST) == goods(world, SECOND) == "SHIPPED"
    assert (stock(world, "tea"), stock(world, "cake")) == ((6, 0), (9, 0))


def test_what_has_left_together_is_not_shipped_again_by_a_late_saga_of_its_own(world: World) -> None:
    hold()
    reserved(FIRST, TWO_TEAS)
    reserved(SECOND, TWO_TEAS)
    call("inventory.ship_together")

    call("inventory.ship", FIRST)

    assert stock(world, "tea") == (6, 0)


def test_of_an_order_that_was_cancelled_in_time_nothing_leaves(world: World) -> None:
    hold()
    reserved(FIRST, TWO_TEAS)
    reserved(SECOND, TWO_TEAS)
    call("inventory.withdraw", "x-1", input={"order_id": FIRST})

    call("inventory.ship_together")

    assert (goods(world, FIRST), goods(world, SECOND)) == ("WITHDRAWN", "SHIPPED")
    assert stock(world, "tea") == (8, 0)
    shipped = journal_item(world, "t-1", "inventory.ship_together")
    assert shipped is not None
    assert [event["subject"] for event in shipped["events"]] == [
        "consignments/t-1",
        f"reservations/{SECOND}",
    ]


def test_goods_that_are_adjusted_at_this_moment_are_waited_for(world: World) -> None:
    hold()
    reserved(FIRST, TWO_TEAS)
    reserved(SECOND, TWO_TEAS)
    call("inventory.adjust", "g-1", input={"order_id": FIRST, "items": [{"sku": "tea", "quantity": 3}]})

    with pytest.raises(Transient):
        call("inventory.ship_together")
    assert goods(world, SECOND) == "RESERVED"


def test_goods_of_a_group_that_came_to_nothing_never_leave_and_can_be_withdrawn(world: World) -> None:
    hold()
    reserved(FIRST, TWO_TEAS)
    call("inventory.drop_hold", step="inventory.hold", error=REJECTED)

    call("inventory.ship", FIRST)
    assert goods(world, FIRST) == "RESERVED"

    call("inventory.withdraw", "x-1", input={"order_id": FIRST})
    assert stock(world, "tea") == (10, 0)


def test_what_is_held_too_late_is_a_defect(world: World) -> None:
    reserved(FIRST, TWO_TEAS)

    with pytest.raises(Inconsistent):
        hold()
    assert stock(world, "tea") == (8, 2)
