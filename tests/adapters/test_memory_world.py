"""The real functions on tables in memory do what they do on an engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lambdas.customers import handler as customers
from lambdas.customers.store import customer_item
from lambdas.inventory import handler as inventory
from lambdas.inventory.store import stock_item
from lambdas.orders import handler as orders
from lambdas.orders.store import article_item
from lambdas.payments import handler as payments
from lambdas.payments.store import account_item
from lambdas.recovery.overdue import Overdue
from lambdas.shared import world as worlds
from lambdas.shared.errors import Rejected
from lambdas.shared.world import World
from tests.simulation.memory.worlds import memory_world
from tests.support.worlds import TABLES, Clock, everything, put_item

ITEMS = [{"sku": "tea", "quantity": 2}, {"sku": "pot", "quantity": 1}]


def saga(saga_id: str, *, amount: int) -> None:
    """From the order to the parcel, or back from where the customer cannot pay."""

    def to(step: str, **data: object) -> dict[str, Any]:
        return {"saga_id": saga_id, "step": step, "input": data}

    orders.create(to("orders.create", caller="c-1", customer_id="ada", items=ITEMS, callback_url=None), None)
    inventory.reserve(to("inventory.reserve", items=ITEMS), None)
    try:
        customers.reserve_credit(to("customers.reserve_credit", customer_id="ada", amount=amount), None)
    except Rejected:
        for undo, step in (
            (customers.release_credit, "customers.reserve_credit"),
            (inventory.release, "inventory.reserve"),
            (orders.reject, "orders.create"),
        ):
            undo(to(step), None)
        return
    payments.charge(to("payments.charge", customer_id="ada", amount=amount, currency="EUR"), None)
    orders.approve(to("orders.approve"), None)
    inventory.ship(to("inventory.ship"), None)


def played(world: World) -> Mapping[str, list[dict[str, Any]]]:
    """All tables after a saga that went through, one that was undone, and one that is under way."""
    for sku in ("tea", "pot"):
        put_item(world, "orders", article_item(sku=sku, price=450, currency="EUR"))
        put_item(world, "inventory", stock_item(sku=sku, available=10))
    put_item(world, "customers", customer_item(customer_id="ada", credit_limit=2000))
    put_item(world, "payments", account_item(customer_id="ada", balance=5000, currency="EUR"))
    saga("o-1", amount=1350)
    saga("o-2", amount=1350)
    orders.create(
        {
            "saga_id": "o-3",
            "step": "orders.create",
            "input": {"caller": "c-1", "customer_id": "ada", "items": ITEMS, "callback_url": None},
        },
        None,
    )
    return {name: everything(world, name) for name in TABLES}


def test_sagas_leave_the_same_behind_as_on_an_engine(world: World) -> None:
    expected = played(world)

    with memory_world() as in_memory:
        found = played(in_memory)

    assert found == expected
    assert {item["status"] for item in found["orders"] if item["sk"] == "order"} == {
        "APPROVED",
        "REJECTED",
        "PENDING",
    }


def test_the_sweep_finds_the_order_that_is_under_way(world: World) -> None:
    def overdue(on: World) -> list[str]:
        played(on)
        clock = on.clock
        assert isinstance(clock, Clock)
        clock.sleep(7200)
        return [
            order_id
            for _ in range(2)
            for order_id in Overdue(world=on, after=clock.now - clock.now).order_ids()
        ]

    expected = overdue(world)
    with memory_world() as in_memory:
        assert overdue(in_memory) == expected == ["o-3", "o-3"]


def test_the_world_is_installed_while_it_lasts() -> None:
    with memory_world() as world:
        assert worlds.current() is world

    with pytest.raises(LookupError, match="orders"):
        worlds.current().table("orders")


def test_every_write_is_told(world: World) -> None:  # noqa: ARG001 - the handlers' own world comes back after
    told: list[int] = []
    to: Callable[[Any], None] = lambda commit: told.append(commit.number)  # noqa: E731

    with memory_world(on_commit=to) as in_memory:
        played(in_memory)

    assert told == list(range(1, len(told) + 1))
