"""Which decisions are taken, and what the saga goes on with."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.recovery.decision import check, check_same, corrected_state, decision_of, output_of
from lambdas.recovery.refused import Refused

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RETRY: dict[str, Any] = {
    "saga_id": "o-1",
    "function": "inventory.release",
    "action": "retry",
    "by": "ada",
}
SKIP = RETRY | {"action": "skip", "reason": "sold by hand"}
INPUT: dict[str, Any] = {"customer_id": "ada", "items": [], "callback_url": None}
STATE = {"saga_id": "o-1", "input": INPUT, "error": {"Error": "Rejected", "Cause": ""}}
ITEM: dict[str, Any] = {"skippable": True, "state": json.dumps(STATE), "decisions": []}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"action": "forget"}, "action must be retry or skip, not 'forget'"),
        ({"action": None}, "action must be retry or skip, not None"),
        ({"saga_id": ""}, "saga_id must be a text"),
        ({"function": 1}, "function must be a text"),
        ({"by": " "}, "by must be a text"),
        ({"by": "a" * 1001}, "by must have at most 1000 characters, not 1001"),
        ({"reason": ""}, "reason must be a text"),
        ({"input": []}, r"input must be an object: the saga's whole input, corrected; not \[\]"),
        ({"action": "skip"}, "a skip needs a reason"),
        ({"action": "skip", "reason": "why", "input": INPUT}, "a skip takes no input"),
    ],
)
def test_what_is_no_decision_is_refused_with_the_reason(given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=f"INVALID_DECISION: {says}"):
        decision_of(RETRY | given)


def test_what_may_not_be_skipped_is_not_skipped_and_may_be_retried() -> None:
    item = ITEM | {"skippable": False}

    with pytest.raises(Refused, match=r"NOT_SKIPPABLE: inventory\.release cannot be skipped"):
        check(decision_of(SKIP), item)
    check(decision_of(RETRY), item)
    check(decision_of(SKIP), ITEM)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"customer_id": "ada"}, "missing: callback_url, items; unknown: none"),
        (INPUT | {"total": 1}, "missing: none; unknown: total"),
        ({}, "exactly the fields callback_url, customer_id, items"),
    ],
)
def test_a_corrected_input_has_the_fields_of_the_old_one(given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        check(decision_of(RETRY | {"input": given}), ITEM)


def test_a_retry_goes_on_with_the_state_as_it_was() -> None:
    decision = decision_of(RETRY)
    check(decision, ITEM)

    output = json.loads(output_of(corrected_state(decision, ITEM), decision.entry(at=NOW)))

    told = {"action": "retry", "by": "ada", "reason": None, "at": "2026-01-01T00:00:00+00:00"}
    assert output == STATE | {"decision": told}


def test_a_corrected_input_takes_the_place_of_the_old_one_and_of_nothing_else() -> None:
    corrected = INPUT | {"customer_id": "bob"}
    decision = decision_of(RETRY | {"input": corrected})
    check(decision, ITEM)

    output = json.loads(output_of(corrected_state(decision, ITEM), decision.entry(at=NOW)))

    assert output["input"] == corrected
    assert {name: output[name] for name in ("saga_id", "error")} == {
        "saga_id": "o-1",
        "error": STATE["error"],
    }


def test_an_earlier_decision_in_the_state_gives_way_to_the_new_one() -> None:
    state = json.dumps(STATE | {"decision": {"action": "retry"}})

    output = json.loads(output_of(state, decision_of(SKIP).entry(at=NOW)))

    assert output["decision"]["action"] == "skip"


def test_the_record_says_who_when_why_and_whether_the_input_was_corrected() -> None:
    assert decision_of(SKIP).entry(at=NOW) == {
        "action": "skip",
        "by": "ada",
        "reason": "sold by hand",
        "at": "2026-01-01T00:00:00+00:00",
        "input_changed": False,
    }
    assert decision_of(RETRY | {"input": INPUT}).entry(at=NOW)["input_changed"] is True


def test_a_state_that_step_functions_would_not_take_is_refused_with_its_size() -> None:
    state = json.dumps(STATE | {"much": "a" * 262_144})

    with pytest.raises(Refused, match=r"TOO_LARGE: the state would have 262\d+ bytes"):
        output_of(state, decision_of(RETRY).entry(at=NOW))


def test_the_same_decision_may_be_sent_again_and_another_may_not() -> None:
    corrected = INPUT | {"customer_id": "bob"}
    decided = ITEM | {
        "state": json.dumps(STATE | {"input": corrected}),
        "decisions": [decision_of(RETRY | {"input": corrected}).entry(at=NOW)],
    }

    check_same(decision_of(RETRY | {"by": "someone else"}), decided)
    check_same(decision_of(RETRY | {"input": corrected}), decided)
    for other in (SKIP, RETRY | {"input": INPUT}):
        with pytest.raises(Refused, match=r"ALREADY_DECIDED: ada decided at .* to retry"):
            check_same(decision_of(other), decided)
