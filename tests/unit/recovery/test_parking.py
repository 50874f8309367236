"""What a parked item says, and what a machine's request must have."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.recovery.parked import facts_of, key_of, parked_event, parking_of, resumed_event
from lambdas.shared.errors import InvalidCommand

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAUSE = json.dumps({"errorType": "Inconsistent", "errorMessage": "reservation of o-1 is not open"})
REQUEST: dict[str, Any] = {
    "token": "t-1",
    "execution": "arn:aws:states:us-east-1:123456789012:execution:CreateOrder:o-1",
    "saga": "create-order",
    "saga_id": "o-1",
    "step": "inventory.reserve",
    "function": "inventory.release",
    "skippable": True,
    "error": {"Error": "Inconsistent", "Cause": CAUSE},
    "state": {"saga_id": "o-1", "input": {"customer_id": "ada"}},
}


def test_a_request_is_taken_as_the_state_machine_sends_it() -> None:
    parking = parking_of(REQUEST)

    assert (parking.saga_id, parking.step, parking.function) == (
        "o-1",
        "inventory.reserve",
        "inventory.release",
    )
    assert parking.skippable
    assert parking.state == REQUEST["state"]


@pytest.mark.parametrize("name", ["token", "execution", "saga", "saga_id", "step", "function"])
@pytest.mark.parametrize("value", ["", None, 7])
def test_a_request_without_one_of_its_texts_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(InvalidCommand, match=f"{name} must be a text"):
        parking_of(REQUEST | {name: value})


@pytest.mark.parametrize("name", ["error", "state"])
def test_a_request_without_error_or_state_is_refused_by_name(name: str) -> None:
    with pytest.raises(InvalidCommand, match=f"{name} must be an object, not 'text'"):
        parking_of(REQUEST | {name: "text"})


@pytest.mark.parametrize("value", [None, "true", 1])
def test_only_what_is_said_to_be_skippable_is(value: object) -> None:
    assert not parking_of(REQUEST | {"skippable": value}).skippable


def test_the_error_is_kept_for_programs_for_people_and_as_it_was() -> None:
    assert facts_of(parking_of(REQUEST))["error"] == {
        "code": "STEP_FAILED",
        "message": "reservation of o-1 is not open",
        "name": "Inconsistent",
        "cause": CAUSE,
    }


def test_a_coded_message_gives_code_and_message() -> None:
    error = {"Error": "Rejected", "Cause": json.dumps({"errorMessage": "NO_MONEY: the account is empty"})}

    kept = facts_of(parking_of(REQUEST | {"error": error}))["error"]

    assert (kept["code"], kept["message"]) == ("NO_MONEY", "the account is empty")


def test_an_error_that_says_nothing_still_has_a_code_and_a_message() -> None:
    kept = facts_of(parking_of(REQUEST | {"error": {"Error": "States.Timeout", "Cause": ""}}))["error"]

    assert (kept["code"], kept["name"], kept["cause"]) == ("STEP_TIMED_OUT", "States.Timeout", "")
    assert kept["message"]


def test_a_long_cause_is_cut_at_4_kilobytes_and_between_characters() -> None:
    kept = facts_of(parking_of(REQUEST | {"error": {"Error": "E", "Cause": "a" + "€" * 5000}}))["error"]

    assert 4090 < len(kept["cause"].encode()) <= 4096
    assert kept["cause"].endswith("€…")
    assert len(kept["message"].encode()) <= 1000


def test_the_item_lies_where_the_outbox_listens() -> None:
    assert key_of("o-1", "inventory.release") == {"pk": "saga#o-1", "sk": "parked#inventory.release"}


def test_parking_is_announced_with_saga_step_error_and_since_when() -> None:
    (event,) = parked_event(parking_of(REQUEST), since="2025-12-31T00:00:00+00:00", sequence=3, at=NOW)

    assert (event["source"], event["type"]) == ("saga.recovery", "SagaParked")
    assert (event["subject"], event["sequence"]) == ("sagas/o-1/inventory.release", "3")
    assert event["data"] == {
        "saga": "create-order",
        "saga_id": "o-1",
        "step": "inventory.reserve",
        "function": "inventory.release",
        "error": {"code": "STEP_FAILED", "message": "reservation of o-1 is not open"},
        "since": "2025-12-31T00:00:00+00:00",
    }


def test_what_was_decided_is_announced_with_who_and_why() -> None:
    item = REQUEST | {"events": [{}, {}, {}]}

    (event,) = resumed_event(item, {"action": "skip", "by": "ada", "reason": "sold by hand"}, at=NOW)

    assert (event["type"], event["sequence"]) == ("SagaResumed", "4")
    assert event["data"] == {
        "saga": "create-order",
        "saga_id": "o-1",
        "step": "inventory.reserve",
        "function": "inventory.release",
        "action": "skip",
        "by": "ada",
        "reason": "sold by hand",
    }


def test_each_event_of_a_parked_function_has_an_id_of_its_own() -> None:
    parking = parking_of(REQUEST)
    events = [
        *parked_event(parking, since="", sequence=1, at=NOW),
        *resumed_event(REQUEST | {"events": [{}]}, {"action": "retry", "by": "ada", "reason": None}, at=NOW),
        *parked_event(parking, since="", sequence=3, at=NOW),
    ]

    assert [event["id"] for event in events] == [
        "o-1.inventory.release.1.parked.0",
        "o-1.inventory.release.2.decided.0",
        "o-1.inventory.release.3.parked.0",
    ]
