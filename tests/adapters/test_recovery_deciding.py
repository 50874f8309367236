"""Deciding on a real table of moto: recorded once, sent until it arrives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdas.recovery.handler import decide, park
from lambdas.recovery.refused import Refused
from lambdas.shared import world as worlds
from lambdas.shared.world import World
from tests.adapters.parked import RETRY, SKIP, item, tell, with_store
from tests.support import flaky
from tests.support.worlds import everything
from tests.unit.recovery.fakes import FakeStates, client_error
from tests.unit.recovery.test_parking import REQUEST


def test_a_decision_is_recorded_before_it_is_sent_and_sent_again_when_that_broke_off(world: World) -> None:
    park(REQUEST, None)
    with pytest.raises(Refused, match=r"NOT_TOLD: .* is recorded, .* decide the same again"):
        tell(FakeStates(fails_with=client_error("ThrottlingException")), RETRY, world)
    recorded = everything(world, "recovery")
    states = FakeStates()

    tell(states, RETRY, world)

    assert everything(world, "recovery") == recorded
    ((token, output),) = states.sent
    assert token == "t-1"
    assert json.loads(output)["decision"]["by"] == "ada"


def test_a_corrected_input_that_was_recorded_is_sent_again_without_being_given_again(world: World) -> None:
    park(REQUEST, None)
    with pytest.raises(Refused):
        tell(FakeStates(fails_with=client_error("x")), RETRY | {"input": {"customer_id": "bob"}}, world)
    states = FakeStates()

    tell(states, RETRY, world)

    assert json.loads(states.sent[0][1])["input"] == {"customer_id": "bob"}


def test_a_second_and_different_decision_is_refused_while_the_first_one_stands(world: World) -> None:
    park(REQUEST, None)
    tell(FakeStates(), RETRY, world)

    assert decide(SKIP, None)["error"]["code"] == "ALREADY_DECIDED"


def test_a_function_that_parked_again_may_be_decided_anew_and_the_record_keeps_both(world: World) -> None:
    park(REQUEST, None)
    tell(FakeStates(), RETRY, world)
    park(REQUEST | {"token": "t-2"}, None)
    states = FakeStates()

    tell(states, SKIP, world)

    assert [token for token, _ in states.sent] == ["t-2"]
    assert [entry["action"] for entry in item(world)["decisions"]] == ["retry", "skip"]
    assert [event["sequence"] for event in item(world)["events"]] == ["1", "2", "3", "4"]


def test_a_decision_reaches_the_attempt_that_waits_though_an_earlier_one_parked_after_it(
    world: World,
) -> None:
    park(REQUEST | {"token": "t-2"}, None)
    park(REQUEST | {"token": "t-1, which timed out before it came"}, None)
    states = FakeStates(gone=frozenset({"t-1, which timed out before it came"}))

    tell(states, RETRY, world)

    assert [token for token, _ in states.sent] == ["t-2"]


def test_when_no_attempt_waits_any_more_whoever_decides_is_told_so(world: World) -> None:
    park(REQUEST, None)
    park(REQUEST | {"token": "t-2"}, None)

    with pytest.raises(Refused, match="NO_LONGER_WAITING"):
        tell(FakeStates(gone=frozenset({"t-1", "t-2"})), RETRY, world)


def test_of_the_tokens_of_a_function_that_parks_again_and_again_the_latest_are_kept(world: World) -> None:
    for number in range(30):
        park(REQUEST | {"token": f"t-{number}"}, None)

    assert item(world)["waiting"] == [f"t-{number}" for number in range(10, 30)]


def test_a_decision_whose_recording_was_not_answered_is_recorded_once(world: World) -> None:
    park(REQUEST, None)
    with_store(world, flaky.answer_lost)
    states = FakeStates()

    tell(states, RETRY, worlds.current())

    assert len(states.sent) == 1
    assert len(item(world)["decisions"]) == 1


def test_a_decision_on_what_parked_anew_in_between_is_not_taken(world: World) -> None:
    def parks_anew(through: Any) -> Any:
        worlds.install(world)
        park(REQUEST | {"token": "t-2"}, None)
        return through()

    park(REQUEST, None)
    with_store(world, parks_anew)
    states = FakeStates()

    with pytest.raises(Refused, match="CHANGED"):
        tell(states, RETRY, worlds.current())

    assert states.sent == []
    assert item(world)["decisions"] == []


def test_what_is_not_parked_is_answered_with_what_is(world: World) -> None:
    park(REQUEST, None)
    park(REQUEST | {"function": "orders.reject", "token": "t-2"}, None)
    tell(FakeStates(), RETRY | {"function": "orders.reject"}, world)

    error = decide(RETRY | {"function": "inventory.ship"}, None)["error"]

    assert error == {
        "code": "NOT_PARKED",
        "message": "inventory.ship of saga o-1 is not parked; parked there: inventory.release",
    }


def test_a_saga_without_anything_parked_is_told_so(world: World) -> None:
    assert everything(world, "recovery") == []

    assert "parked there: nothing" in decide(RETRY, None)["error"]["message"]


def test_what_is_refused_is_not_recorded(world: World) -> None:
    park(REQUEST | {"skippable": False}, None)
    before = everything(world, "recovery")

    assert decide(SKIP, None)["error"]["code"] == "NOT_SKIPPABLE"
    assert decide(RETRY | {"input": {}}, None)["error"]["code"] == "INVALID_DECISION"
    assert decide({}, None)["error"]["code"] == "INVALID_DECISION"

    assert everything(world, "recovery") == before
