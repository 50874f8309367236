"""A step that would begin after the saga's deadline is rejected, for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lambdas.inventory import handler as inventory
from lambdas.inventory import store
from lambdas.shared.errors import InvalidCommand, Rejected
from lambdas.shared.world import World
from tests.support.worlds import Clock, journal_item, put_item

STARTED = "2026-01-01T00:00:00.000Z"
RESERVE: dict[str, Any] = {
    "saga_id": "o-1",
    "step": "inventory.reserve",
    "input": {"items": [{"sku": "tea", "quantity": 3}]},
    "started": STARTED,
    "deadline": 900,
}


@pytest.fixture
def clock(world: World) -> Clock:
    put_item(world, "inventory", store.stock_item(sku="tea", available=10))
    assert isinstance(world.clock, Clock)
    return world.clock


def test_a_step_at_its_deadline_is_in_time(clock: Clock) -> None:
    clock.now += timedelta(seconds=900)

    assert inventory.reserve(RESERVE, None)["status"] == "DONE"


def test_a_step_after_its_deadline_is_rejected_and_stays_so(world: World, clock: Clock) -> None:
    clock.now += timedelta(seconds=901)
    with pytest.raises(Rejected, match=r"DEADLINE_EXCEEDED: inventory\.reserve would have begun after"):
        inventory.reserve(RESERVE, None)
    clock.now -= timedelta(seconds=901)

    with pytest.raises(Rejected, match="DEADLINE_EXCEEDED"):
        inventory.reserve(RESERVE, None)

    journal = journal_item(world, "o-1", "inventory.reserve")
    assert journal is not None
    assert journal["status"] == "REJECTED"


def test_a_step_that_was_done_in_time_gives_its_saved_answer_after_the_deadline(clock: Clock) -> None:
    first = inventory.reserve(RESERVE, None)
    clock.now += timedelta(days=1)

    assert inventory.reserve(RESERVE, None) == first


@pytest.mark.parametrize("broken", [{"started": "soon"}, {"started": None}, {"deadline": "900"}])
@pytest.mark.usefixtures("clock")
def test_a_deadline_of_the_wrong_shape_is_a_defect_that_says_so(broken: dict[str, Any]) -> None:
    with pytest.raises(InvalidCommand, match="started and deadline are no time and seconds"):
        inventory.reserve(RESERVE | broken, None)
