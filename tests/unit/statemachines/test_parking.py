"""What becomes of a function that must succeed and does not, followed by hand through the committed machines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachines.create_order import CREATE_ORDER
from statemachines.generate import asl_path, recovery_asl_path
from tests.unit.statemachines.following import caught, from_state

SAGA: dict[str, Any] = json.loads(asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))
RECOVERY: dict[str, Any] = json.loads(recovery_asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))

BOTH = pytest.mark.parametrize("machine", [SAGA, RECOVERY], ids=["saga", "recovery"])
UNDO = ["customers.release_credit", "inventory.release", "approvals.withdraw", "orders.reject"]
OWING = [f"{name}, owing" for name in UNDO]


@BOTH
@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_a_compensation_that_keeps_failing_does_not_keep_the_others_from_running(
    machine: dict[str, Any], position: int
) -> None:
    states = machine["States"]

    after = from_state(states, caught(states, UNDO[position], "KeyError"))

    assert after == [*OWING[position + 1 :], "what is owed?"]


@BOTH
@pytest.mark.parametrize("name", UNDO)
def test_what_is_owed_is_parked_and_its_failure_is_what_tells(machine: dict[str, Any], name: str) -> None:
    states = machine["States"]
    noted = states[name]["Catch"][0]["ResultPath"]

    rules = states["what is owed?"]["Choices"]

    assert {"Variable": f"{noted}.Error", "IsPresent": True, "Next": f"{name} parked"} in rules
    assert states[f"{name}, owing"]["ResultPath"] == noted, "a success must take the failure's place"


@BOTH
@pytest.mark.parametrize("name", [*UNDO, "orders.approve", "inventory.ship", "payments.resolve"])
def test_a_parked_function_waits_for_a_decision_for_360_days(machine: dict[str, Any], name: str) -> None:
    waiting = machine["States"][f"{name} parked"]

    assert waiting["Resource"].endswith(":lambda:invoke.waitForTaskToken")
    assert waiting["Parameters"]["Payload"]["token.$"] == "$$.Task.Token"
    assert waiting["Parameters"]["Payload"]["state.$"] == "$"
    assert waiting["TimeoutSeconds"] == 360 * 24 * 3600


@BOTH
@pytest.mark.parametrize(
    ("name", "retried", "skipped"),
    [
        ("customers.release_credit", "customers.release_credit, owing", "customers.release_credit skipped"),
        ("orders.approve", "orders.approve", "inventory.ship"),
        ("inventory.ship", "inventory.ship", "create-order completed"),
    ],
)
def test_a_decision_leads_back_to_the_function_or_past_it(
    machine: dict[str, Any], name: str, retried: str, skipped: str
) -> None:
    states = machine["States"]

    decided = states[states[f"{name} parked"]["Next"]]

    (skip,) = decided["Choices"]
    assert (skip["Variable"], skip["StringEquals"]) == ("$.decision.action", "skip")
    assert (decided["Default"], skip["Next"]) == (retried, skipped)


@BOTH
def test_the_settling_of_the_pivot_can_be_retried_and_not_skipped(machine: dict[str, Any]) -> None:
    waiting = machine["States"]["payments.resolve parked"]

    assert waiting["Next"] == "payments.resolve"
    assert waiting["Parameters"]["Payload"]["skippable"] is False


def test_a_saga_that_turns_back_without_trouble_passes_no_state_that_is_there_for_trouble() -> None:
    assert from_state(SAGA["States"], UNDO[0]) == UNDO


def test_a_recovery_settles_the_pivot_before_anything_else() -> None:
    states = RECOVERY["States"]

    choice = states[states[RECOVERY["StartAt"]]["Next"]]

    assert RECOVERY["StartAt"] == "payments.resolve"
    assert from_state(states, choice["Default"]) == UNDO
    assert from_state(states, choice["Choices"][0]["Next"]) == ["orders.approve", "inventory.ship"]


def test_a_recovery_reads_nothing_but_the_saga_s_id_its_input_and_why_it_was_cut_off() -> None:
    text = json.dumps(RECOVERY)

    assert "orders_create" not in text
    assert not {"orders.create", "reserve", "payments.charge"} & set(RECOVERY["States"])


@BOTH
def test_every_state_that_something_leads_to_is_there_and_can_be_reached(machine: dict[str, Any]) -> None:
    states = machine["States"]
    reached, to_see = set(), [machine["StartAt"]]
    while to_see:
        name = to_see.pop()
        if name in reached:
            continue
        reached.add(name)
        state = states[name]
        to_see += [rule["Next"] for rule in state.get("Catch", []) + state.get("Choices", [])]
        to_see += [state[key] for key in ("Next", "Default") if key in state]

    assert reached == set(states)


@BOTH
def test_every_task_outside_a_parallel_catches_everything_or_waits_for_a_person(
    machine: dict[str, Any],
) -> None:
    for name, state in machine["States"].items():
        if state["Type"] in {"Task", "Parallel"} and not name.endswith(" parked"):
            assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
