"""The emitted machines, each spoilt in one place: the right rule says so, of the right state."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.unit.statemachines.verify.mutated import RECOVERY, Spoil, findings, found_in

States = dict[str, Any]


def drop(state: str, field: str) -> Spoil:
    return lambda states: states[state].pop(field)


def route(state: str, to: str, *, rule: int | None = None, field: str = "Catch") -> Spoil:
    """Another Next, of the state or of one of its rules."""
    return lambda states: (states[state] if rule is None else states[state][field][rule]).update(Next=to)


def default(state: str, to: str) -> Spoil:
    return lambda states: states[state].update(Default=to)


def reads(state: str, path: str) -> Spoil:
    return lambda states: states[state]["Parameters"]["Payload"].update({"more.$": path})


def catches_only(state: str, *errors: str) -> Spoil:
    return lambda states: states[state]["Catch"][0].update(ErrorEquals=list(errors))


def writes(state: str, path: str | None) -> Spoil:
    return lambda states: states[state].update(ResultPath=path)


def retries(state: str, **changes: object) -> Spoil:
    return lambda states: states[state]["Retry"][0].update(changes)


def branch(states: States) -> States:
    task: States = states["reserve"]["Branches"][0]["States"]["inventory.reserve"]
    return task


def forward_order(states: States) -> None:
    """The chain of compensations begins with the first step."""
    for rules in (states["reserve"]["Catch"][0], states["payments.charge"]["Catch"][0]):
        rules["Next"] = "orders.reject"
    states["payments.charge done?"]["Default"] = "orders.reject"
    first, last = states["orders.reject"], states["customers.release_credit"]
    for field in ("End", "ResultSelector"):
        del first[field]
    first |= {"ResultPath": None, "Next": "inventory.release"}
    states["inventory.release"]["Next"] = "customers.release_credit"
    del last["Next"], last["ResultPath"]
    last["End"] = True


def swapped(states: States) -> None:
    """What the pivot's answer leads to."""
    choice = states["payments.charge done?"]
    choice["Default"], choice["Choices"][0]["Next"] = choice["Choices"][0]["Next"], choice["Default"]


def skippable_pivot(states: States) -> None:
    states["payments.resolve parked"]["Parameters"]["Payload"]["skippable"] = True
    states["payments.resolve parked"]["Next"] = "customers.release_credit"


def ends_with_the_pivot(states: States) -> None:
    del states["payments.charge"]["Next"]
    states["payments.charge"]["End"] = True


MUTANTS: dict[str, tuple[Spoil, str, str]] = {
    "the first step catches nothing": (drop("orders.create", "Catch"), "catches", "orders.create"),
    "and so what it may have done stays": (drop("orders.create", "Catch"), "leaks", "orders.create"),
    "the parallel catches nothing": (drop("reserve", "Catch"), "leaks", "inventory.reserve"),
    "a compensation catches nothing": (drop("inventory.release", "Catch"), "leaks", "inventory.release"),
    "a retriable step catches nothing": (drop("orders.approve", "Catch"), "leaks", "orders.approve"),
    "only timeouts are caught": (catches_only("orders.create", "States.Timeout"), "leaks", "orders.create"),
    "all but timeouts are caught": (
        catches_only("reserve", "States.TaskFailed"),
        "leaks",
        "inventory.reserve",
    ),
    "the chain is entered one too late": (
        route("reserve", "inventory.release", rule=0),
        "leaks",
        "inventory.reserve",
    ),
    "a declined pivot enters it too late": (
        route("payments.charge", "inventory.release", rule=0),
        "leaks",
        "payments.charge",
    ),
    "a pivot ruled out enters it too late": (
        default("payments.charge done?", "inventory.release"),
        "leaks",
        "payments.charge",
    ),
    "the chain leaves one out": (
        route("customers.release_credit", "orders.reject"),
        "leaks",
        "inventory.reserve",
    ),
    "an unsettled pivot is undone": (
        route("payments.charge", "customers.release_credit", rule=1),
        "order",
        "customers.release_credit",
    ),
    "an unsettled pivot is taken for done": (
        route("payments.charge", "orders.approve", rule=1),
        "order",
        "orders.approve",
    ),
    "the pivot's answer is taken for its contrary": (swapped, "order", "orders.approve"),
    "compensations run in forward order": (forward_order, "order", "orders.reject"),
    "a parked settling goes back unsettled": (
        route("payments.resolve parked", "customers.release_credit"),
        "leaks",
        "payments.resolve",
    ),
    "the settling can be skipped": (skippable_pivot, "order", "customers.release_credit"),
    "goods leave before money moved": (route("reserve", "orders.approve"), "order", "orders.approve"),
    "the saga ends with the pivot": (ends_with_the_pivot, "leaks", "payments.charge"),
    "a failed compensation is not noted": (
        lambda states: states["inventory.release"]["Catch"][0].update(ResultPath="$.error"),
        "leaks",
        "inventory.release",
    ),
    "what is owed forgets one": (
        lambda states: states["what is owed?"]["Choices"].pop(1),
        "leaks",
        "inventory.release",
    ),
    "a retry is taken for a skip": (
        default("inventory.release decided", "inventory.release skipped"),
        "leaks",
        "inventory.release",
    ),
    "a skip leads back": (
        route("orders.approve decided", "orders.approve", rule=0, field="Choices"),
        "order",
        "orders.approve",
    ),
    "a decision is not looked at": (
        route("orders.approve parked", "orders.approve"),
        "order",
        "orders.approve",
    ),
    "a skip is not noted": (
        writes("inventory.release skipped", "$.noted"),
        "order",
        "inventory.release parked",
    ),
    "a success does not clear the failure": (
        writes("inventory.release, owing", None),
        "order",
        "inventory.release parked",
    ),
    "throttling is not retried": (
        lambda states: branch(states)["Retry"][0]["ErrorEquals"].remove("Lambda.TooManyRequestsException"),
        "retries",
        "inventory.reserve",
    ),
    "a busy store is not retried": (
        lambda states: branch(states)["Retry"][0]["ErrorEquals"].remove("Transient"),
        "retries",
        "inventory.reserve",
    ),
    "a rejection is retried": (
        retries("orders.create", ErrorEquals=["States.ALL"]),
        "retries",
        "orders.create",
    ),
    "retries without jitter": (retries("orders.reject", JitterStrategy="NONE"), "retries", "orders.reject"),
    "a task ends with its function": (
        lambda states: states["payments.charge"].update(TimeoutSeconds=10),
        "timeouts",
        "payments.charge",
    ),
    "a task waits for ever": (drop("payments.charge", "TimeoutSeconds"), "timeouts", "payments.charge"),
    "retries outlast the deadline": (
        retries("payments.charge", MaxAttempts=60),
        "timeouts",
        "payments.charge",
    ),
    "a compensation reads a reply": (
        reads("orders.reject", "$.orders_create.total"),
        "reads",
        "orders.reject",
    ),
    "a step reads what is only settled at times": (
        reads("orders.approve", "$.settled.status"),
        "reads",
        "orders.approve",
    ),
    "a result takes the state's place": (drop("inventory.release", "ResultPath"), "reads", "orders.reject"),
    "the branches' results do": (drop("reserve", "ResultPath"), "reads", "payments.charge"),
    "retries fill the history": (
        retries("orders.approve", MaxAttempts=9000),
        "history",
        "create_order.asl.json",
    ),
    "a catch-all comes first": (
        lambda states: states["payments.charge"]["Catch"].reverse(),
        "form",
        "payments.charge",
    ),
    "a state is not there": (route("reserve", "payments.capture"), "form", "reserve"),
}


@pytest.mark.parametrize(("spoil", "rule", "state"), MUTANTS.values(), ids=MUTANTS)
def test_a_defect_is_found_by_its_rule_at_its_state(spoil: Spoil, rule: str, state: str) -> None:
    found = findings(spoil)

    assert (rule, state) in {(finding.rule, finding.state) for finding in found}


IN_RECOVERY: dict[str, tuple[Spoil, str, str]] = {
    "it reads a reply of the saga": (
        reads("inventory.release", "$.orders_create.total"),
        "reads",
        "inventory.release",
    ),
    "it leaves a compensation out": (
        route("customers.release_credit", "orders.reject"),
        "leaks",
        "payments.resolve",
    ),
    "it ends after the settling": (
        default("payments.charge done?", "create-order completed"),
        "leaks",
        "create-order completed",
    ),
    "it takes up a paid order too late": (
        route("payments.charge done?", "inventory.ship", rule=0, field="Choices"),
        "leaks",
        "inventory.ship",
    ),
}


@pytest.mark.parametrize(("spoil", "rule", "state"), IN_RECOVERY.values(), ids=IN_RECOVERY)
def test_a_defect_of_the_recovery_is_found(spoil: Spoil, rule: str, state: str) -> None:
    found = findings(spoil, recovery=True)

    assert (rule, state) in {(finding.rule, finding.state) for finding in found}


def test_a_recovery_that_does_not_begin_with_the_settling_is_found() -> None:
    recovery = copy.deepcopy(RECOVERY) | {"StartAt": "customers.release_credit"}

    found = found_in(recovery, recovery=True)

    undoing = [each for each in found if (each.rule, each.state) == ("order", "customers.release_credit")]
    assert [each.message for each in undoing] == [
        "undoes customers.reserve_credit although payments.charge may have been committed"
    ]


def test_a_finding_names_the_state_the_error_and_the_path_that_leaks() -> None:
    (finding,) = [each for each in findings(drop("orders.create", "Catch")) if each.rule == "leaks"]

    assert finding.state == "orders.create"
    assert finding.error is not None
    assert finding.error.startswith("States.Timeout, ")
    assert finding.path == f"orders.create --{finding.error}--> the execution fails"
    assert finding.remedy == "lead this path through orders.reject or orders.reject, owing"


def test_a_rejected_first_step_owes_nothing_but_its_uncertain_failure_does() -> None:
    """Caught by name and ended at once, a rejection is no leak: nothing was committed."""

    def ends_when_rejected(states: States) -> None:
        rule = {"ErrorEquals": ["Rejected"], "ResultPath": "$.error", "Next": "create-order completed"}
        states["orders.create"]["Catch"].insert(0, rule)

    assert findings(ends_when_rejected) == []
