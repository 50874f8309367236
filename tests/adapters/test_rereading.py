"""What was read is read again before it is written over: something else may have happened since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from lambdas.inventory import handler as inventory
from lambdas.inventory.store import reservation_key, stock_item
from lambdas.orders import handler as orders
from lambdas.orders.store import order_key
from lambdas.shared.errors import Locked, Transient
from tests.support.flaky import Flaky
from tests.support.worlds import get_item, installed, journal_item, put_item

if TYPE_CHECKING:
    from lambdas.shared.world import World

CHANGE: dict[str, Any] = {
    "saga_id": "g-1",
    "step": "orders.begin_change",
    "input": {"caller": "c-1", "order_id": "o-1", "items": [{"sku": "tea", "quantity": 3}]},
}
SHIP: dict[str, Any] = {"saga_id": "o-1", "step": "inventory.ship", "input": {}}


def order(world: World, *, teas: int, **more: object) -> None:
    """Approved, at 4.50 a tea."""
    line = {"sku": "tea", "quantity": teas, "unit_price": 450}
    whose = {"order_id": "o-1", "caller": "c-1", "customer_id": "ada", "callback_url": None}
    item = {"status": "APPROVED", "version": 1, "lines": [line], "total": teas * 450, "currency": "EUR"}
    put_item(world, "orders", {**order_key("o-1"), **whose, **item, **more})


def reservation(world: World, *, teas: int) -> None:
    lines = [{"sku": "tea", "quantity": teas}]
    put_item(world, "inventory", {**reservation_key("o-1"), "status": "RESERVED", "lines": lines})
    put_item(world, "inventory", {**stock_item(sku="tea", available=0), "reserved": teas})


def interrupted(world: World, happens: Callable[[], None]) -> World:
    """Between what is read and the first commit, something else happens."""

    def act(through: Callable[[], Any]) -> Any:
        happens()
        return through()

    return replace(world, dynamodb=cast("Any", Flaky(world.dynamodb, [act])))


def held(world: World, key: Mapping[str, str], participant: str) -> dict[str, Any]:
    item = get_item(world, participant, key)
    assert item is not None
    return item


def test_a_change_of_an_order_that_was_changed_since_it_was_read_is_worked_out_anew(world: World) -> None:
    """Three teas instead of two are 4.50 more; instead of five, which it has become, 9.00 less."""
    order(world, teas=2)
    with installed(interrupted(world, lambda: order(world, teas=5, version=2))):
        with pytest.raises(Transient, match="order o-1 was changed since it was read"):
            orders.begin_change(CHANGE, None)
        assert held(world, order_key("o-1"), "orders")["status"] == "APPROVED"
        assert journal_item(world, "g-1", "orders.begin_change") is None

        assert orders.begin_change(CHANGE, None)["reply"] == {"by": -900}


def test_an_order_that_was_locked_since_it_was_read_is_waited_for(world: World) -> None:
    order(world, teas=2)
    lock = {"status": "CANCELLING", "locked_by": "x-1"}
    with (
        installed(interrupted(world, lambda: order(world, teas=2, **lock))),
        pytest.raises(Locked, match="ORDER_LOCKED"),
    ):
        orders.begin_change(CHANGE, None)

    assert held(world, order_key("o-1"), "orders")["locked_by"] == "x-1"


def test_goods_that_were_adjusted_since_they_were_looked_at_leave_as_they_are_now(world: World) -> None:
    reservation(world, teas=2)
    with installed(interrupted(world, lambda: reservation(world, teas=5))):
        with pytest.raises(Transient, match="o-1 has become RESERVED at this moment"):
            inventory.ship(SHIP, None)

        inventory.ship(SHIP, None)

    stock = held(world, {"pk": "stock#tea", "sk": "stock"}, "inventory")
    assert (stock["available"], stock["reserved"]) == (0, 0)
