from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.ops.cli.desk import Desk
from tests.unit.ops.cli.fakes import INPUT

ANSWER = {"saga_id": "o-1", "function": "inventory.release", "action": "retry"}


@pytest.fixture
def parked(desk: Desk) -> Desk:
    """A desk with one saga, of which one function is parked, and a service that takes every decision."""
    desk.park("o-1", "inventory.release", desk.states.add("o-1", "RUNNING"))
    desk.functions.answer = ANSWER
    return desk


def test_a_retry_is_told_to_the_service_with_who_asked(parked: Desk) -> None:
    result = parked.run("retry", "o-1")

    asked = {"saga_id": "o-1", "function": "inventory.release", "action": "retry", "by": "ann"}
    assert parked.functions.asked == [("decide", asked)]
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "✓ retry inventory.release of o-1: decided, by ann",
        "See how it goes on: ./saga show o-1",
    ]


def test_a_skip_is_told_with_its_reason(parked: Desk) -> None:
    parked.run("skip", "o-1", "--reason", "the shelf was counted by hand")

    (_, asked), *_ = parked.functions.asked
    assert (asked["action"], asked["reason"]) == ("skip", "the shelf was counted by hand")


@pytest.mark.parametrize("reason", [[], ["--reason", "  "]])
def test_a_skip_without_a_reason_is_a_wrong_command_line(parked: Desk, reason: list[str]) -> None:
    result = parked.run("skip", "o-1", *reason)

    assert (result.exit_code, parked.functions.asked) == (2, [])
    assert "--reason" in result.stderr


def test_a_decision_in_json_says_what_was_recorded(parked: Desk) -> None:
    assert parked.json("retry", "o-1") == {**ANSWER, "by": "ann"}


def test_where_several_are_parked_the_message_names_them_and_nothing_is_decided(parked: Desk) -> None:
    parked.park("o-1", "orders.reject", next(iter(parked.states.executions)), minutes_ago=1)

    result = parked.run("retry", "o-1")

    assert (result.exit_code, parked.functions.asked) == (2, [])
    assert result.stderr.splitlines() == [
        "saga: several functions of o-1 are parked: say which with --function",
        "inventory.release, orders.reject",
    ]


def test_a_function_that_is_named_is_left_to_the_service_to_judge(parked: Desk) -> None:
    parked.functions.answer = {"error": {"code": "NOT_PARKED", "message": "orders.reject is not parked"}}

    result = parked.run("retry", "o-1", "--function", "orders.reject")

    assert parked.functions.asked[0][1]["function"] == "orders.reject"
    assert (result.exit_code, result.stderr.strip()) == (1, "saga: orders.reject is not parked")


def test_a_decision_that_has_not_arrived_is_told_again(parked: Desk) -> None:
    execution = next(iter(parked.states.executions))
    entered = {"type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "inventory.release parked"}}
    parked.states.histories[execution] = [entered]
    parked.decide("o-1", "inventory.release", action="retry")

    assert parked.run("retry", "o-1").exit_code == 0
    assert parked.functions.asked[0][1]["function"] == "inventory.release"


def test_nothing_parked_is_nothing_to_decide(desk: Desk) -> None:
    desk.states.add("o-1", "SUCCEEDED", output={"outcome": "COMPLETED"})

    result = desk.run("retry", "o-1")

    assert result.exit_code == 1
    assert result.stderr.strip() == (
        "saga: nothing of o-1 is parked, it is COMPLETED: there is nothing to decide"
    )


def test_what_was_cut_off_is_to_be_recovered_instead(desk: Desk) -> None:
    desk.park("o-1", "inventory.release", desk.states.add("o-1", "ABORTED"))

    result = desk.run("retry", "o-1")

    assert (result.exit_code, desk.functions.asked) == (1, [])
    assert "`./saga recover o-1`" in result.stderr


def test_corrected_input_comes_from_the_standard_input(parked: Desk) -> None:
    corrected = {**INPUT, "customer_id": "bob"}

    parked.run("retry", "o-1", "--input", "-", standard_input=json.dumps(corrected))

    assert parked.functions.asked[0][1]["input"] == corrected


def test_corrected_input_comes_from_a_file(parked: Desk, tmp_path: Path) -> None:
    file = tmp_path / "corrected.json"
    file.write_text(json.dumps(INPUT), encoding="utf-8")

    parked.run("retry", "o-1", "--input", str(file))

    assert parked.functions.asked[0][1]["input"] == INPUT


@pytest.mark.parametrize("given", ["{", "[]", "", '"text"'])
def test_input_that_is_no_json_object_is_a_wrong_command_line(parked: Desk, given: str) -> None:
    result = parked.run("retry", "o-1", "--input", "-", standard_input=given)

    assert (result.exit_code, parked.functions.asked) == (2, [])
    assert "--input" in result.stderr


def test_a_file_that_is_not_there_is_a_wrong_command_line(parked: Desk) -> None:
    assert parked.run("retry", "o-1", "--input", "no-such-file.json").exit_code == 2


def test_a_function_that_failed_is_said_to_with_where_to_look(parked: Desk) -> None:
    parked.functions.failed = True
    parked.functions.answer = {"errorMessage": "table gone", "errorType": "LookupError"}

    result = parked.run("retry", "o-1")

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "saga: the function decide failed: table gone",
        "Its log says why; then try again.",
    ]
