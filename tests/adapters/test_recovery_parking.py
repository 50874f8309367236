"""Parking on a real table of moto."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdas.recovery.handler import park
from lambdas.shared import world as worlds
from lambdas.shared.world import World
from tests.adapters.parked import item, later, with_store
from tests.support import flaky
from tests.support.worlds import everything
from tests.unit.recovery.test_parking import REQUEST


def test_a_parked_function_is_kept_with_saga_step_error_and_since_when(world: World) -> None:
    park(REQUEST, None)

    kept = item(world)
    assert {name: kept[name] for name in ("saga", "saga_id", "step", "function", "token")} == {
        name: REQUEST[name] for name in ("saga", "saga_id", "step", "function", "token")
    }
    assert (kept["status"], kept["attempts"], kept["since"]) == ("PARKED", 1, "2026-01-01T00:00:00+00:00")
    assert kept["error"]["message"] == "reservation of o-1 is not open"
    assert json.loads(kept["state"]) == REQUEST["state"]
    assert [event["type"] for event in kept["events"]] == ["SagaParked"]
    two_years = 2 * 365 * 24 * 3600
    assert kept["expires_at"] >= world.clock().timestamp() + two_years


def test_the_same_token_a_second_time_changes_nothing(world: World) -> None:
    park(REQUEST, None)
    before = everything(world, "recovery")
    later(world)

    park(REQUEST, None)

    assert everything(world, "recovery") == before


def test_parked_again_it_has_the_new_token_and_error_and_is_still_parked_since_the_first_time(
    world: World,
) -> None:
    park(REQUEST, None)
    first = item(world)
    later(world)

    park(REQUEST | {"token": "t-2", "error": {"Error": "States.Timeout", "Cause": ""}}, None)

    kept = item(world)
    assert (kept["token"], kept["attempts"], kept["since"]) == ("t-2", 2, first["since"])
    assert kept["error"]["code"] == "STEP_TIMED_OUT"
    assert [event["sequence"] for event in kept["events"]] == ["1", "2"]
    assert kept["events"][1]["data"]["since"] == first["since"]
    assert kept["expires_at"] == first["expires_at"] + 3600


def test_an_old_token_that_comes_late_does_not_take_the_place_of_the_one_that_waits(world: World) -> None:
    park(REQUEST, None)
    park(REQUEST | {"token": "t-2"}, None)
    before = everything(world, "recovery")

    park(REQUEST, None)

    assert everything(world, "recovery") == before


@pytest.mark.parametrize("before", [0, 1])
def test_two_parked_at_once_are_both_counted_and_numbered(world: World, before: int) -> None:
    def another_comes_first(through: Any) -> Any:
        worlds.install(world)
        park(REQUEST | {"token": "t-other"}, None)
        return through()

    if before:
        park(REQUEST | {"token": "t-before"}, None)
    with_store(world, another_comes_first)

    park(REQUEST, None)

    kept = item(world)
    assert (kept["attempts"], kept["token"]) == (before + 2, "t-1")
    assert [event["sequence"] for event in kept["events"]] == ["1", "2", "3"][: before + 2]


def test_parking_whose_answer_was_lost_is_done_once(world: World) -> None:
    with_store(world, flaky.answer_lost)

    park(REQUEST, None)

    assert item(world)["attempts"] == 1
