"""Who is let in: whoever has a ticket, once and in time, and not too many of one caller. Who left is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lambdas.shared.world import World
from lambdas.sockets.door import MOST_CONNECTIONS
from tests.adapters.sockets.hall import ADA, BOB, Hall
from tests.support.worlds import everything


def ids(hall: Hall, caller: str) -> list[str]:
    return [connection.id for connection in hall.connections.of(caller)]


def test_a_ticket_lets_its_caller_in(hall: Hall) -> None:
    assert hall.connect("k-1", hall.ticket(ADA)) == 200

    assert ids(hall, ADA) == ["k-1"]
    assert hall.connections.caller_of("k-1") == ADA
    assert ids(hall, BOB) == []


@pytest.mark.parametrize("ticket", [None, ""])
def test_without_a_ticket_nobody_comes_in(hall: Hall, ticket: str | None) -> None:
    assert hall.connect("k-1", ticket) == 401


@pytest.mark.parametrize("ticket", ["A" * 43, "x", "é" * 43, "ticket#" + "A" * 36, "A" * 100_000])
def test_with_a_ticket_that_was_not_issued_nobody_comes_in(hall: Hall, ticket: str) -> None:
    hall.ticket(ADA)

    assert hall.connect("k-1", ticket) == 403
    assert ids(hall, ADA) == []


def test_a_ticket_lets_in_once(hall: Hall) -> None:
    ticket = hall.ticket(ADA)

    assert [hall.connect(f"k-{number}", ticket) for number in range(3)] == [200, 403, 403]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 403), (3600, 403)])
def test_a_ticket_is_good_for_less_than_a_minute_also_where_it_is_not_deleted_yet(
    hall: Hall, seconds: int, status: int
) -> None:
    ticket = hall.ticket(ADA)
    hall.clock.now += timedelta(seconds=seconds)

    assert hall.connect("k-1", ticket) == status


def test_who_reads_the_table_learns_no_ticket(hall: Hall) -> None:
    ticket = hall.ticket(ADA)

    assert ticket not in str(everything(hall.world, "sockets"))


def test_a_caller_has_50_connections_and_no_more(hall: Hall) -> None:
    for number in range(MOST_CONNECTIONS):
        hall.enter(f"k-{number}", ADA)

    assert MOST_CONNECTIONS == 50
    assert hall.connect("k-50", hall.ticket(ADA)) == 429
    assert hall.connect("k-51", hall.ticket(BOB)) == 200


def test_connections_that_expired_take_no_place(hall: Hall) -> None:
    for number in range(MOST_CONNECTIONS):
        hall.enter(f"k-{number}", ADA)
    hall.clock.now += timedelta(hours=2, minutes=5)

    assert hall.connect("k-50", hall.ticket(ADA)) == 200
    assert ids(hall, ADA) == ["k-50"]


def test_a_connection_is_kept_for_longer_than_the_gateway_keeps_it_open(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.clock.now += timedelta(hours=2)

    assert ids(hall, ADA) == ["k-1"]


def test_who_leaves_is_forgotten_and_the_others_stay(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.enter("k-2", ADA)

    assert hall.leave("k-1") == 200

    assert ids(hall, ADA) == ["k-2"]
    assert hall.connections.caller_of("k-1") is None


def test_nothing_is_left_when_all_have_left(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.leave("k-1")

    assert everything(hall.world, "sockets") == []


def test_one_who_was_never_in_may_leave(hall: Hall) -> None:
    assert hall.leave("k-1") == 200


def test_a_store_that_is_missing_is_told_as_ours(hall: Hall, world: World) -> None:
    ticket = hall.ticket(ADA)
    world.dynamodb.delete_table(TableName="sockets")

    assert hall.connect("k-1", ticket) == 500
    assert hall.leave("k-1") == 500
