"""Sagas of other shapes than the order's: the derivation knows no names of its own."""

from __future__ import annotations

from statemachines.asl import asl_of
from statemachines.diagram import mermaid_of
from statemachines.model import Saga
from statemachines.plan import plan_of
from statemachines.table import compensatable, pivot

OPEN = compensatable("trips.open", undo="trips.cancel", why="opens")
FLIGHT = compensatable("flights.book", undo="flights.cancel", why="-")
HOTEL = compensatable("hotels.book", undo="hotels.cancel", why="-")
PAY = pivot("cards.pay", resolve="cards.resolve", takes={}, why="-")


def test_a_saga_without_a_pivot_undoes_each_step_by_where_it_failed() -> None:
    states = asl_of(plan_of(Saga(name="trip", given=(), stages=(OPEN, FLIGHT, HOTEL))))["States"]

    assert [rule["Next"] for rule in states["hotels.book"]["Catch"]] == ["flights.cancel", "hotels.cancel"]
    assert states["hotels.cancel"]["Next"] == "flights.cancel"
    assert states["flights.cancel"]["Next"] == "trips.cancel"
    assert states["trips.cancel"]["End"] is True


def test_a_saga_that_ends_with_its_pivot_is_complete_once_the_pivot_is_settled_as_done() -> None:
    states = asl_of(plan_of(Saga(name="trip", given=(), stages=(OPEN, FLIGHT, PAY))))["States"]

    assert states["cards.pay"]["End"] is True
    (when_done,) = states["cards.pay done?"]["Choices"]
    assert states[when_done["Next"]]["Parameters"]["outcome"] == "COMPLETED"
    assert states[when_done["Next"]]["End"] is True


def test_the_diagram_shows_every_step_and_every_compensation() -> None:
    drawn = mermaid_of(plan_of(Saga(name="trip", given=(), stages=(OPEN, FLIGHT, PAY))))

    for name in (
        "trips.open",
        "trips.cancel",
        "flights.book",
        "flights.cancel",
        "cards.pay",
        "cards.resolve",
    ):
        assert f'"{name}"' in drawn
    assert "flights_book -. unknown .-> flights_cancel" in drawn
    assert "flights_book -. rejected .-> trips_cancel" in drawn
