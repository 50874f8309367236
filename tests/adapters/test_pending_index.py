"""The orders' sparse index on moto: an order is in it while it is PENDING, and not a write longer."""

from __future__ import annotations

from collections import Counter

import pytest

from lambdas.orders.domain import Order, OrderStatus
from lambdas.orders.store import decide, open_order, record_rejected
from lambdas.shared.commit import commit
from lambdas.shared.pending import SHARDS, shard_of
from lambdas.shared.world import World
from tests.support.worlds import CALLER, get_item


def order(order_id: str) -> Order:
    return Order(
        order_id=order_id,
        caller=CALLER,
        customer_id="ada",
        lines=(),
        total=None,
        currency=None,
        callback_url=None,
    )


def opened(world: World, *order_ids: str) -> None:
    for order_id in order_ids:
        now = world.clock().isoformat()
        commit(world, [open_order(table="orders", order=order(order_id), created_at=now)])


def test_an_order_is_in_the_index_from_its_opening_to_its_decision(world: World) -> None:
    opened(world, "o-1")
    assert keys_in_index(world) == [("order#o-1", shard_of("o-1"), "2026-01-01T00:00:00+00:00")]

    commit(world, [decide(table="orders", order_id="o-1", status=OrderStatus.APPROVED)])

    assert keys_in_index(world) == []
    found = get_item(world, "orders", {"pk": "order#o-1", "sk": "order"})
    assert found is not None
    assert found["status"] == "APPROVED"
    assert not [name for name in found if name.startswith("pending")]


def test_an_order_that_was_rejected_before_it_was_opened_is_never_in_the_index(world: World) -> None:
    write = record_rejected(
        table="orders", order=order("o-1"), created_at="2026", reason={"code": "X", "message": "x"}
    )
    commit(world, [write])

    assert keys_in_index(world) == []


def keys_in_index(world: World) -> list[tuple[str, ...]]:
    items = world.dynamodb.scan(TableName="orders", IndexName="pending")["Items"]
    return [(item["pk"]["S"], item["pending_shard"]["S"], item["pending_since"]["S"]) for item in items]


@pytest.mark.parametrize(("order_id", "shard"), [("", "0"), ("a", "3"), ("123456789", "2")])
def test_the_shard_of_an_order_never_changes(order_id: str, shard: str) -> None:
    # By published values of CRC-32: 00000000, E8B7BE43 and CBF43926, modulo 4.
    assert shard_of(order_id) == shard


def test_orders_are_spread_over_all_shards() -> None:
    spread = Counter(shard_of(f"o-{number:032x}") for number in range(4000))

    assert set(spread) == set(SHARDS)
    assert min(spread.values()) > 800
