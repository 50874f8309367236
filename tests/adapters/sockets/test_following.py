"""What a client hears of the orders it follows: the outcome at once or pushed later, and nothing of another's."""

from __future__ import annotations

from itertools import combinations

import pytest

from lambdas.orders.domain import OrderStatus
from tests.adapters.sockets.hall import ADA, BOB, REASON, Hall, order_id, outcome
from tests.unit.api.fakes import client_error
from tests.unit.sockets.gateway import refused

NOTHING_PENDING = {"type": "following", "orders": []}


def test_a_decided_order_is_told_at_once(hall: Hall) -> None:
    hall.place(1, caller=ADA)
    hall.decide(1)
    hall.enter("k-1", ADA)

    assert hall.follow("k-1", order_id(1)) == [outcome(1), NOTHING_PENDING]


def test_a_rejected_one_with_its_reason(hall: Hall) -> None:
    hall.place(1, caller=ADA)
    hall.decide(1, OrderStatus.REJECTED)
    hall.enter("k-1", ADA)

    told, _ = hall.follow("k-1", order_id(1))

    assert told == outcome(1, status="REJECTED", reason=REASON)


def test_a_pending_order_is_named_and_its_outcome_pushed(hall: Hall) -> None:
    hall.place(1, caller=ADA)
    hall.enter("k-1", ADA)

    assert hall.follow("k-1", order_id(1)) == [{"type": "following", "orders": [order_id(1)]}]

    hall.decide(1)
    assert hall.push(1)
    assert hall.gateway.heard("k-1") == [outcome(1)]


def test_an_order_is_pending_from_the_moment_it_was_accepted(hall: Hall) -> None:
    hall.start(1, caller=ADA)
    hall.enter("k-1", ADA)

    assert hall.follow("k-1", order_id(1)) == [{"type": "following", "orders": [order_id(1)]}]


@pytest.mark.parametrize("placed", ["nothing", "accepted", "pending", "decided"])
def test_another_s_order_is_not_there_and_neither_is_one_that_nobody_placed(hall: Hall, placed: str) -> None:
    if placed != "nothing":
        hall.start(1, caller=BOB)
    if placed in ("pending", "decided"):
        hall.place(1, caller=BOB)
    if placed == "decided":
        hall.decide(1)
    hall.enter("k-1", ADA)

    problem, last = hall.follow("k-1", order_id(1))

    assert problem["problem"]["type"] == "urn:saga:problem:no-such-order"
    assert (problem["type"], problem["order_id"]) == ("error", order_id(1))
    assert problem["problem"] == {
        "type": "urn:saga:problem:no-such-order",
        "title": "There is no such order",
        "status": 404,
        "detail": f"there is no order {order_id(1)}",
    }
    assert last == NOTHING_PENDING


@pytest.mark.parametrize("wrong", ["", "o-1", "x" * 3000, "o-" + "A" * 32, order_id(1) + "\n", "../o-1"])
def test_what_is_no_order_s_id_is_not_there_and_nobody_is_asked(hall: Hall, wrong: str) -> None:
    hall.enter("k-1", ADA)

    problem, _ = hall.follow("k-1", wrong)

    assert problem["order_id"] == wrong
    assert len(problem["problem"]["detail"]) < 100
    assert hall.states.described == 0


def test_of_several_orders_each_is_told_of_by_itself(hall: Hall) -> None:
    for number in (1, 2, 3):
        hall.place(number, caller=ADA)
    hall.decide(2)
    hall.place(4, caller=BOB)
    hall.enter("k-1", ADA)

    two, four, rest = hall.follow("k-1", *map(order_id, (1, 2, 3, 4)))

    assert two == outcome(2)
    assert four["order_id"] == order_id(4)
    assert rest == {"type": "following", "orders": [order_id(1), order_id(3)]}


def test_where_one_cannot_be_looked_up_the_others_are_told(hall: Hall) -> None:
    hall.place(1, caller=ADA)
    hall.decide(1)
    hall.enter("k-1", ADA)
    hall.states.fails_with = client_error("ThrottlingException")

    problem, told, last = hall.follow("k-1", order_id(2), order_id(1))

    assert (problem["problem"]["type"], problem["order_id"]) == ("urn:saga:problem:busy", order_id(2))
    assert (told, last) == (outcome(1), NOTHING_PENDING)


def test_a_message_that_is_not_valid_is_answered_and_the_conversation_goes_on(hall: Hall) -> None:
    hall.place(1, caller=ADA)
    hall.decide(1)
    hall.enter("k-1", ADA)

    (problem,) = hall.say("k-1", "hello?")

    assert (problem["type"], problem["problem"]["type"]) == ("error", "urn:saga:problem:invalid-message")
    assert hall.follow("k-1", order_id(1)) == [outcome(1), NOTHING_PENDING]


def test_a_connection_that_is_not_known_is_told_to_connect_again(hall: Hall) -> None:
    hall.place(1, caller=ADA)
    hall.gateway.open.add("k-1")

    (problem,) = hall.follow("k-1", order_id(1))

    assert problem["problem"]["type"] == "urn:saga:problem:connection-unknown"


def test_a_defect_of_ours_is_admitted(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.states.fails_with = RuntimeError("made up")

    assert hall.hear("MESSAGE", "k-1", body=f'{{"action": "follow", "orders": ["{order_id(1)}"]}}') == 500

    (problem,) = hall.gateway.heard("k-1")
    assert problem["problem"]["type"] == "urn:saga:problem:internal-error"
    assert "made up" not in str(problem)


def test_a_defect_of_ours_that_cannot_be_admitted_either_is_told_to_the_gateway_alone(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.states.fails_with = RuntimeError("made up")
    hall.gateway.open.clear()

    assert hall.hear("MESSAGE", "k-1", body=f'{{"action": "follow", "orders": ["{order_id(1)}"]}}') == 500


def test_a_client_that_is_gone_before_it_is_answered_is_forgotten(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.gateway.open.clear()

    assert hall.follow("k-1", order_id(1)) == []
    assert list(hall.connections.of(ADA)) == []


def test_a_client_that_could_not_be_answered_stays(hall: Hall) -> None:
    hall.enter("k-1", ADA)
    hall.gateway.fails["k-1"] = [refused("LimitExceededException")]

    assert hall.hear("MESSAGE", "k-1", body="hello?") == 503
    assert len(list(hall.connections.of(ADA))) == 1


THEIRS = ("decide", "push")
OURS = ("enter", "follow")


@pytest.mark.parametrize("ours_at", list(combinations(range(4), 2)))
def test_however_listening_and_deciding_fall_together_the_outcome_is_heard(
    hall: Hall, ours_at: tuple[int, int]
) -> None:
    """All six orders of two steps of the client with two of the saga."""
    ours, theirs = iter(OURS), iter(THEIRS)
    hall.place(1, caller=ADA)
    heard = []
    for moment in range(4):
        match next(ours if moment in ours_at else theirs):
            case "enter":
                hall.enter("k-1", ADA)
            case "follow":
                heard += hall.follow("k-1", order_id(1))
            case "decide":
                hall.decide(1)
            case "push":
                assert hall.push(1)
                heard += hall.gateway.heard("k-1")
    assert outcome(1) in heard
