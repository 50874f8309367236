"""An order's saga as a step of its group's: started once, waited for by its token, taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lambdas.orders.group import Position, cancellation_id
from lambdas.orders.telling import tell
from lambdas.shared.errors import LateAction, Rejected, Transient
from lambdas.shared.world import World
from tests.adapters.grouped import (
    FIRST,
    GROUP,
    SECOND,
    States,
    create,
    order,
    place,
    shop,
    status_of,
    take_back,
)
from tests.support.worlds import everything, journal_item, put_item


@pytest.fixture
def world_and_states() -> Iterator[tuple[World, States]]:
    with shop() as both:
        yield both


@pytest.fixture
def world(world_and_states: tuple[World, States]) -> World:
    return world_and_states[0]


@pytest.fixture
def states(world_and_states: tuple[World, States]) -> States:
    return world_and_states[1]


def events(world: World) -> list[str]:
    items = [item for item in everything(world, "orders") if item["pk"] == f"saga#{GROUP}"]
    return [event["type"] for item in items for event in item["events"]]


def test_an_order_is_placed_by_starting_its_saga_under_its_own_id(world: World, states: States) -> None:
    place()

    assert states.started == [("creates", FIRST)]
    assert states.inputs[FIRST]["saga_id"] == FIRST
    assert states.inputs[FIRST]["input"]["items"] == [{"sku": "tea", "quantity": 2}]
    assert events(world) == ["PartPlaced"]


def test_an_order_that_is_placed_again_is_started_again_under_the_same_name(
    world: World, states: States
) -> None:
    place(token="token-1")
    place(token="token-2")

    assert states.started == [("creates", FIRST), ("creates", FIRST)]
    assert events(world) == ["PartPlaced"]


def test_an_order_that_was_taken_back_before_it_is_placed_is_never_started(states: States) -> None:
    take_back()

    with pytest.raises(LateAction):
        place()
    assert states.started == []


def test_an_approved_order_is_told_to_every_attempt_that_waits(world: World, states: States) -> None:
    place(token="token-1")
    place(token="token-2")
    order(world, FIRST, "APPROVED")
    states.gone.add("token-1")

    assert tell(world, FIRST, states) == 1  # type: ignore[arg-type]
    assert states.told == [("token-2", world.clock().isoformat())]


def test_a_rejected_order_is_told_with_its_reason(world: World, states: States) -> None:
    place(Position.SECOND, token="token-1")
    order(world, SECOND, "REJECTED", reason={"code": "OUT_OF_STOCK", "message": "2 of tea wanted"})

    tell(world, SECOND, states)  # type: ignore[arg-type]

    assert states.told == [("token-1", ("Rejected", "SECOND_ORDER_REJECTED: OUT_OF_STOCK: 2 of tea wanted"))]


def test_an_order_that_is_not_decided_or_of_no_group_is_not_told(world: World, states: States) -> None:
    place()
    order(world, FIRST, "PENDING")
    order(world, "o-1", "APPROVED")

    assert tell(world, FIRST, states) == tell(world, "o-1", states) == 0  # type: ignore[arg-type]


def test_a_token_that_comes_after_the_decision_has_it_told_once_more(world: World) -> None:
    place(token="token-1")
    order(world, FIRST, "APPROVED")
    place(token="token-2")

    assert events(world) == ["PartPlaced", "PartToldAgain"]


def test_an_order_that_its_saga_has_not_made_yet_is_rejected_and_never_made(world: World) -> None:
    place()

    take_back()

    assert status_of(world, FIRST) == "REJECTED"
    with pytest.raises(LateAction):
        create(FIRST)


def test_an_order_whose_making_was_refused_at_this_moment_is_waited_for(world: World) -> None:
    place()
    refused = {"status": "REJECTED", "events": [], "reason": {"code": "NO", "message": "no"}}
    put_item(world, "orders", {"pk": f"saga#{FIRST}", "sk": "orders.create", **refused})

    with pytest.raises(Transient, match="by its own saga"):
        take_back()
    with pytest.raises(Rejected):
        create(FIRST)


@pytest.mark.parametrize("status", ["PENDING", "APPROVED", "CHANGING", "CANCELLING"])
def test_an_order_that_stands_is_cancelled_and_waited_for(world: World, states: States, status: str) -> None:
    place()
    order(world, FIRST, status)

    with pytest.raises(Transient, match="is being cancelled"):
        take_back()

    assert states.started[-1] == ("cancels", cancellation_id(GROUP, Position.FIRST, attempt=1))
    assert states.inputs[states.started[-1][1]]["input"] == {"caller": "c-1", "order_id": FIRST}


@pytest.mark.parametrize("status", ["REJECTED", "CANCELLED"])
def test_an_order_that_is_over_is_taken_back(world: World, states: States, status: str) -> None:
    place()
    order(world, FIRST, status)

    assert take_back()["status"] == take_back()["status"] == "COMPENSATED"
    assert [machine for machine, _ in states.started] == ["creates"]
    assert events(world) == ["PartPlaced", "PartTakenBack"]


def test_a_cancellation_that_turned_back_is_followed_by_another(world: World, states: States) -> None:
    place()
    order(world, FIRST, "APPROVED")
    first = cancellation_id(GROUP, Position.FIRST, attempt=1)
    put_item(world, "orders", {"pk": f"saga#{first}", "sk": "orders.begin_cancellation", "status": "VOID"})

    with pytest.raises(Transient):
        take_back()

    assert states.started[-1] == ("cancels", cancellation_id(GROUP, Position.FIRST, attempt=2))


def test_of_an_order_that_is_not_decided_whoever_asks_about_it_is_told_once_by_each_cancellation(
    world: World,
) -> None:
    place()
    order(world, FIRST, "PENDING")
    for attempt in (1, 1, 2):
        by = cancellation_id(GROUP, Position.FIRST, attempt=attempt)
        if attempt == 2:
            first = cancellation_id(GROUP, Position.FIRST, attempt=1)
            put_item(
                world, "orders", {"pk": f"saga#{first}", "sk": "orders.begin_cancellation", "status": "VOID"}
            )
        with pytest.raises(Transient):
            take_back()

        said = journal_item(world, GROUP, f"orders.unwanted.{by}")
        assert said is not None
        (event,) = said["events"]
        assert (event["type"], event["data"]) == ("PartUnwanted", {"order_id": FIRST})

    assert events(world).count("PartUnwanted") == 2


def test_nothing_is_noted_of_an_order_that_is_being_cancelled(world: World) -> None:
    place()
    order(world, FIRST, "APPROVED")
    before = everything(world, "orders")

    with pytest.raises(Transient):
        take_back()

    assert everything(world, "orders") == before
    placed = journal_item(world, GROUP, "orders.place_first")
    assert placed is not None
    assert placed["status"] == "DONE"
