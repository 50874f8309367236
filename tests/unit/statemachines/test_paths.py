"""Where each failure of the create-order saga leads, against paths written down by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachines.create_order import CREATE_ORDER
from statemachines.generate import asl_path, main
from tests.unit.statemachines.following import caught, from_state

ASL: dict[str, Any] = json.loads(asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))
STATES: dict[str, Any] = ASL["States"]

UNDO_ALL = ["customers.release_credit", "inventory.release", "approvals.withdraw", "orders.reject"]


def test_what_is_committed_is_what_the_table_says() -> None:
    assert main(["--check"]) == 0


def test_without_a_failure_every_step_runs_in_the_order_of_the_table() -> None:
    asked = "approvals.ask?"
    rest = ["reserve", "payments.charge", "orders.approve", "inventory.ship"]

    assert from_state(STATES, ASL["StartAt"]) == ["orders.create", asked]
    (large,) = STATES[asked]["Choices"]
    assert (large["NumericGreaterThanEquals"], large["Next"]) == (1_000_00, "approvals.ask")
    assert from_state(STATES, large["Next"]) == ["approvals.ask", *rest]
    assert from_state(STATES, STATES[asked]["Default"]) == rest
    branches = [branch["StartAt"] for branch in STATES["reserve"]["Branches"]]
    assert branches == ["inventory.reserve", "customers.reserve_credit"]


@pytest.mark.parametrize("error", ["Rejected", "States.Timeout", "Lambda.Unknown", "KeyError"])
@pytest.mark.parametrize(("state", "expected"), [("orders.create", ["orders.reject"]), ("reserve", UNDO_ALL)])
def test_a_failure_before_the_pivot_undoes_the_step_itself_and_all_before_it_in_reverse(
    state: str, expected: list[str], error: str
) -> None:
    assert from_state(STATES, caught(STATES, state, error)) == expected


def test_a_person_s_no_undoes_what_came_before_and_any_other_end_of_the_question_withdraws_it() -> None:
    assert from_state(STATES, caught(STATES, "approvals.ask", "Rejected")) == ["orders.reject"]
    for error in ("KeyError", "Lambda.Unknown"):
        undone = from_state(STATES, caught(STATES, "approvals.ask", error))
        assert undone == ["approvals.withdraw", "orders.reject"]
    silent = from_state(STATES, caught(STATES, "approvals.ask", "States.Timeout"))
    assert silent == ["approvals.ask not answered", "approvals.withdraw", "orders.reject"]


def test_a_declined_pivot_undoes_all_before_it_and_needs_no_settling() -> None:
    assert from_state(STATES, caught(STATES, "payments.charge", "Rejected")) == UNDO_ALL


@pytest.mark.parametrize("error", ["States.Timeout", "Sandbox.Timedout", "Transient", "Runtime.HandlerError"])
def test_a_pivot_of_unknown_outcome_is_settled_before_the_saga_turns(error: str) -> None:
    assert caught(STATES, "payments.charge", error) == "payments.resolve"
    choice = STATES[STATES["payments.resolve"]["Next"]]
    assert from_state(STATES, choice["Default"]) == UNDO_ALL
    (when_done,) = choice["Choices"]
    assert when_done["StringEquals"] == "DONE"
    assert from_state(STATES, when_done["Next"]) == ["orders.approve", "inventory.ship"]


def tasks() -> dict[str, Any]:
    branches = [state["States"] for state in STATES["reserve"]["Branches"]]
    every = {**STATES, **{name: state for states in branches for name, state in states.items()}}
    return {name: state for name, state in every.items() if state["Type"] == "Task"}


@pytest.mark.parametrize("name", tasks())
def test_every_task_retries_throttling_with_jitter_and_a_cap(name: str) -> None:
    (retry,) = tasks()[name]["Retry"]
    assert {"Lambda.TooManyRequestsException", "States.ALL", "States.TaskFailed"} & set(retry["ErrorEquals"])
    assert retry["JitterStrategy"] == "FULL"
    assert retry["MaxDelaySeconds"] > retry["IntervalSeconds"]


@pytest.mark.parametrize("name", tasks())
def test_a_rejection_is_retried_by_no_step_that_may_reject(name: str) -> None:
    task = tasks()[name]
    may_reject = name in {step.name for step in CREATE_ORDER.steps if step.compensation or step.resolution}
    (retry,) = task["Retry"]
    assert not (may_reject and {"Rejected", "States.ALL", "States.TaskFailed"} & set(retry["ErrorEquals"]))


@pytest.mark.parametrize("name", tasks())
def test_a_task_waits_longer_than_its_function_may_run(name: str) -> None:
    timeouts = {f"${{{function.placeholder}}}": function.timeout for function in CREATE_ORDER.functions}
    task = tasks()[name]
    own = timeouts.get(task["Parameters"]["FunctionName"], 900)
    assert task["TimeoutSeconds"] > own


def test_no_compensation_reads_the_reply_of_a_step() -> None:
    allowed = ("$.saga_id", "$.input.", "$.error")
    for name in UNDO_ALL:
        payload = STATES[name]["Parameters"]["Payload"]
        paths = [value for key, value in _flat(payload) if key.endswith(".$")]
        assert all(path.startswith(allowed) for path in paths), f"{name} reads {paths}"


def test_states_all_stands_alone_and_last() -> None:
    for state in STATES.values():
        for rules in (state.get("Retry", []), state.get("Catch", [])):
            errors = [rule["ErrorEquals"] for rule in rules]
            assert all(equals == ["States.ALL"] for equals in errors if "States.ALL" in equals)
            assert all("States.ALL" not in equals for equals in errors[:-1])


def _flat(value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        pair
        for key, inner in value.items()
        for pair in (_flat(inner) if isinstance(inner, dict) else [(key, inner)])
    ]
