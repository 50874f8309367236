"""One parked function on moto, and what the tests of parking and deciding do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from lambdas.recovery import resume
from lambdas.recovery.decision import decision_of
from lambdas.shared import world as worlds
from lambdas.shared.world import World
from tests.support import flaky
from tests.support.worlds import Clock, get_item
from tests.unit.recovery.fakes import FakeStates

KEY = {"pk": "saga#o-1", "sk": "parked#inventory.release"}
INPUT = {"customer_id": "ada"}
RETRY = {"saga_id": "o-1", "function": "inventory.release", "action": "retry", "by": "ada"}
SKIP = RETRY | {"action": "skip", "reason": "sold by hand"}


def item(world: World) -> dict[str, Any]:
    found = get_item(world, "recovery", KEY)
    assert found is not None
    return found


def later(world: World) -> None:
    cast("Clock", world.clock).sleep(3600)


def with_store(world: World, *acts: flaky.Act) -> None:
    worlds.install(replace(world, dynamodb=cast("Any", flaky.Flaky(world.dynamodb, acts))))


def tell(states: FakeStates, decision: dict[str, Any], world: World) -> None:
    resume.decide(decision_of(decision), world=world, states=cast("Any", states))
