"""Listening on a socket, on a system that is up. All clients of an open API are one caller."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lambdas.shared.tickets import TABLE
from lambdas.shared.world import World
from lambdas.sockets.connections import Connections
from ops.errors import RunFailed
from ops.sockets import Listener, listener, ticket
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.local import Local
from tests.scenarios.trouble import ANYBODY

pytestmark = pytest.mark.needs(Capability.SOCKETS)

PRICE = 45_00
SOON = 20.0


@pytest.fixture
def world(local: Local) -> World:
    tables = {TABLE: local.cloud.deployment.outputs["SocketsTable"]}
    return replace(local.world, tables=tables)


def url(local: Local) -> str:
    found: str = ticket(local.api_url)["url"]
    return found


def placed(local: Local, shop: Shop) -> str:
    sku = shop.article(price=PRICE, stock=10)
    customer_id = shop.customer(credit=PRICE, balance=PRICE)
    order = {"customer_id": customer_id, "items": [{"sku": sku, "quantity": 1}]}
    return local.place(order, idempotency_key=uuid4().hex)


def connected(world: World) -> set[str]:
    return {connection.id for connection in Connections(world=world).of(ANYBODY)}


def heard(ear: Listener) -> Any:
    return ear.next(seconds=SOON)


def test_a_ticket_opens_one_socket_and_no_second_one(local: Local) -> None:
    address = url(local)
    with listener(address), pytest.raises(RunFailed, match="HTTP 403"), listener(address):
        pass


@pytest.mark.parametrize("query", ["", "?ticket=", f"?ticket={'A' * 43}", "?ticket=%00"])
def test_a_socket_is_not_opened_without_a_ticket_that_was_issued(local: Local, query: str) -> None:
    address = url(local).partition("?")[0] + query
    with pytest.raises(RunFailed, match="HTTP 403"), listener(address):
        pass


def test_a_message_that_is_not_valid_is_answered_with_a_problem_and_the_socket_stays_open(
    local: Local,
) -> None:
    with listener(url(local)) as ear:
        for message in (
            "follow!",
            "[]",
            '{"action": "follow", "orders": []}',
            "[" * 4096,
            "x" * 60_000,
            b"\0\xff",
        ):
            ear.say(message)
            assert heard(ear)["problem"]["type"] == "urn:saga:problem:invalid-message"

        ear.follow("o-1")
        assert heard(ear)["problem"]["type"] == "urn:saga:problem:no-such-order"
        assert heard(ear) == {"type": "following", "orders": []}


def test_an_order_is_followed_from_the_moment_it_was_accepted_and_both_sockets_are_told(
    local: Local, shop: Shop
) -> None:
    with listener(url(local)) as first, listener(url(local)) as second:
        order_id = placed(local, shop)
        first.follow(order_id)

        assert heard(first)["type"] in ("following", "order.approved")
        assert first.wait_for(order_id, seconds=SOON)
        assert second.wait_for(order_id, seconds=SOON) == first.outcomes(order_id)[:1]


def test_a_socket_that_is_closed_is_forgotten(local: Local, world: World) -> None:
    before = connected(world)
    with listener(url(local)):
        (new,) = connected(world) - before

    until(lambda: new not in connected(world))
    assert Connections(world=world).caller_of(new) is None


def test_a_connection_that_is_found_dead_when_something_is_pushed_is_forgotten(
    local: Local, shop: Shop, world: World
) -> None:
    dead = f"dead-{uuid4().hex}"
    minute_ago = world.clock() - timedelta(minutes=1)
    then = replace(world, clock=lambda: minute_ago)
    Connections(world=then).add(dead, caller=ANYBODY)
    assert dead in connected(world)

    placed(local, shop)

    until(lambda: dead not in connected(world))


def until(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not look():
        assert time.monotonic() < deadline, "it did not come to be so"
        time.sleep(0.1)
