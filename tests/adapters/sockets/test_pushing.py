"""Pushing an outcome: to all of its caller's connections, at least once; twice to as few as can be, to others never."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from lambdas.orders.domain import OrderStatus
from lambdas.shared.lookup import OrderLookup
from lambdas.sockets.delivery import NotDecided, decided_of
from tests.adapters.sockets.hall import ADA, BOB, REASON, Hall, order_id, outcome
from tests.support.worlds import everything, put_item
from tests.unit.api.fakes import MACHINE
from tests.unit.sockets.gateway import SILENCE, refused
from tests.unit.webhooks.fakes import queued

BUSY = "LimitExceededException"


@pytest.fixture
def hall(hall: Hall) -> Hall:
    """Ada's order is decided, and she listens on two connections that have been open for a while, as does Bob."""
    hall.place(1, caller=ADA)
    hall.decide(1)
    for connection_id, caller in (("k-1", ADA), ("k-2", ADA), ("k-3", BOB)):
        hall.enter(connection_id, caller)
    hall.clock.now += timedelta(minutes=1)
    return hall


def ids(hall: Hall, caller: str = ADA) -> list[str]:
    return [connection.id for connection in hall.connections.of(caller)]


def test_all_of_the_caller_s_connections_hear_and_nobody_else(hall: Hall) -> None:
    assert hall.push(1)

    assert dict(hall.gateway.sent) == {"k-1": [outcome(1)], "k-2": [outcome(1)]}


def test_a_rejection_is_pushed_with_its_reason(hall: Hall) -> None:
    hall.place(2, caller=BOB)
    hall.decide(2, OrderStatus.REJECTED)

    assert hall.push(2)

    assert hall.gateway.heard("k-3") == [outcome(2, status="REJECTED", reason=REASON)]


def test_what_is_pushed_is_what_the_order_s_caller_is_shown(hall: Hall) -> None:
    lookup = OrderLookup(states=hall.states, world=hall.world, state_machine_arn=MACHINE)  # type: ignore[arg-type]
    hall.push(1)

    (told,) = hall.gateway.heard("k-1")

    assert told["order"] == lookup.find(order_id(1), caller=ADA)


def test_where_nobody_listens_there_is_nothing_to_do(hall: Hall) -> None:
    hall.leave("k-3")
    hall.place(2, caller=BOB)
    hall.decide(2)

    assert hall.push(2)
    assert not hall.gateway.sent


def test_a_caller_with_many_connections_is_told_on_all_of_them(hall: Hall) -> None:
    """More than a page of the table, which the door would not let in."""
    for number in range(120):
        hall.connections.add(f"many-{number:03}", caller=ADA)
        hall.gateway.open.add(f"many-{number:03}")

    assert hall.push(1)
    assert len(hall.gateway.sent) == 122


def test_a_connection_that_is_gone_is_forgotten_and_the_others_hear(hall: Hall) -> None:
    hall.gateway.open.remove("k-1")

    assert hall.push(1)

    assert ids(hall) == ["k-2"]
    assert hall.connections.caller_of("k-1") is None
    assert hall.gateway.heard("k-2") == [outcome(1)]


@pytest.mark.parametrize(("seconds", "stays"), [(0, True), (29, True), (30, False)])
def test_a_connection_that_may_still_be_opening_is_not_taken_for_gone(
    hall: Hall, seconds: int, *, stays: bool
) -> None:
    hall.enter("k-4", ADA)
    hall.gateway.open.remove("k-4")
    hall.clock.now += timedelta(seconds=seconds)

    assert hall.push(1)

    assert ("k-4" in ids(hall)) is stays


def test_one_that_was_opening_when_it_was_pushed_asks_and_hears(hall: Hall) -> None:
    hall.enter("k-4", ADA)
    hall.gateway.open.remove("k-4")
    hall.push(1)
    hall.gateway.open.add("k-4")

    assert outcome(1) in hall.follow("k-4", order_id(1))


@pytest.mark.parametrize("failure", [refused(BUSY), refused("ForbiddenException"), SILENCE])
def test_who_was_missed_is_reached_the_next_time_and_nobody_hears_twice(
    hall: Hall, failure: Exception
) -> None:
    hall.gateway.fails["k-1"] = [failure]

    assert not hall.push(1)
    assert hall.gateway.heard("k-1") == []
    assert hall.gateway.heard("k-2") == [outcome(1)]

    assert hall.push(1, received=2)
    assert hall.gateway.heard("k-1") == [outcome(1)]
    assert hall.gateway.heard("k-2") == []


def test_who_was_reached_is_remembered_over_several_times(hall: Hall) -> None:
    hall.enter("k-4", ADA)
    hall.gateway.fails = {"k-1": [refused(BUSY)] * 2, "k-2": [refused(BUSY)]}

    assert [hall.push(1, received=received) for received in (1, 2, 3)] == [False, False, True]

    assert dict(hall.gateway.sent) == {each: [outcome(1)] for each in ("k-1", "k-2", "k-4")}


def test_who_connects_in_between_is_told_as_well(hall: Hall) -> None:
    hall.gateway.fails["k-1"] = [refused(BUSY)]
    hall.push(1)
    hall.enter("k-4", ADA)

    assert hall.push(1, received=2)
    assert hall.gateway.heard("k-4") == [outcome(1)]


def test_nothing_is_noted_when_all_were_reached(hall: Hall) -> None:
    before = everything(hall.world, "sockets")

    hall.push(1)

    assert everything(hall.world, "sockets") == before


def test_what_is_noted_expires(hall: Hall) -> None:
    hall.gateway.fails["k-1"] = [refused(BUSY)]
    hall.push(1)

    (note,) = [item for item in everything(hall.world, "sockets") if item["sk"] == "served"]

    assert note["connections"] == ["k-2"]
    assert note["expires_at"] > hall.clock().timestamp()


def test_there_is_an_end_to_one_attempt_and_the_rest_is_for_the_next(hall: Hall) -> None:
    """Each connection takes its time, as those do that answer at the very last moment."""
    slow = hall.gateway.post_to_connection

    def slowly(**request: Any) -> None:
        hall.clock.now += timedelta(seconds=6)
        slow(**request)

    hall.gateway.post_to_connection = slowly  # type: ignore[method-assign]

    assert [hall.push(1, received=received) for received in (1, 2)] == [False, True]
    assert dict(hall.gateway.sent) == {"k-1": [outcome(1)], "k-2": [outcome(1)]}


@pytest.mark.parametrize("number", [2, 3])
def test_the_event_of_an_order_that_is_not_decided_or_not_there_is_no_success(
    hall: Hall, number: int
) -> None:
    hall.place(2, caller=ADA)

    assert not hall.push(number)
    assert not hall.gateway.sent


def test_an_order_from_before_callers_were_known_is_pushed_to_nobody(hall: Hall) -> None:
    item = {
        "pk": f"order#{order_id(2)}",
        "sk": "order",
        "order_id": order_id(2),
        "status": "APPROVED",
        "lines": [],
    }
    put_item(hall.world, "orders", item)

    assert hall.push(2)
    assert not hall.gateway.sent


def test_the_event_is_the_one_that_orders_publish() -> None:
    decided = decided_of(queued(event_type="OrderApproved"))

    assert (decided.event_id, decided.order_id) == ("o-1.orders.create.compensated.0", "o-1")


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "null", '{"detail": 1}', json.dumps({"detail": {"id": "1"}})]
)
def test_what_is_no_event_of_a_decided_order_is_said_to_be_none(body: str) -> None:
    with pytest.raises(NotDecided, match="not of a decided order"):
        decided_of(body)
