from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.unit.ops.cli.desk import Desk
from tests.unit.ops.cli.fakes import INPUT, RECOVERY
from tests.unit.ops.histories import History, task

TURNED_BACK = {
    "orders.create": "COMPENSATED",
    "inventory.reserve": "COMPENSATED",
    "customers.reserve_credit": "DONE",
    "payments.charge": "REJECTED",
}


def stuck(desk: Desk) -> str:
    """A saga whose credit could not be released, twice; everything else was undone."""
    history = task(History(), "orders.create", 0, 100).entered("customers.release_credit", 100)
    history.scheduled(100).failed("no such customer", 200).scheduled(300).failed("no such customer", 400)
    history.exited("customers.release_credit", 400).entered("orders.reject, owing", 400).scheduled(400)
    history.succeeded("orders.create", 500, "COMPENSATED").exited("orders.reject, owing", 500)
    history.entered("customers.release_credit parked", 500).scheduled(500)
    execution = desk.states.add("o-1", "RUNNING", events=history.events)
    desk.park("o-1", "customers.release_credit", execution, message="no such customer")
    desk.journal("o-1", TURNED_BACK)
    return execution


def lines(desk: Desk, *arguments: str) -> list[str]:
    result = desk.run("show", "o-1", *arguments)
    assert result.exit_code == 0, result.stderr
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def test_a_parked_saga_shows_its_path_with_attempts_errors_and_what_was_undone(desk: Desk) -> None:
    stuck(desk)

    shown = lines(desk)

    assert shown[0].startswith(
        "o-1 create-order PARKED at customers.release_credit started 2026-01-01 11:50:00 UTC"
    )
    assert shown[2:7] == [
        "The saga's execution: RUNNING",
        "00:00:00 ✓ orders.create 0.10 s",
        "00:00:00 ✗ customers.release_credit 0.30 s 2 attempts: Runtime.HandlerError: no such customer",
        "00:00:00 ↩ orders.reject, owing 0.10 s undone",
        "00:00:00 … customers.release_credit parked waits for a decision",
    ]


def test_what_is_parked_says_since_when_and_with_which_error(desk: Desk) -> None:
    stuck(desk)

    shown = lines(desk)

    at = shown.index("Parked")
    assert shown[at + 1 : at + 3] == [
        "customers.release_credit since 2026-01-01 11:55:00, 5 min 0 s ago",
        "Inconsistent: no such customer",
    ]


def test_the_journals_say_what_was_done_and_undone_and_what_is_owed(desk: Desk) -> None:
    stuck(desk)

    shown = lines(desk)

    at = shown.index("What the journals say")
    assert shown[at + 1 : at + 8] == [
        "orders.create COMPENSATED undone",
        "approvals.ask - nothing is recorded",
        "inventory.reserve COMPENSATED undone",
        "customers.reserve_credit DONE done; owed: customers.release_credit",
        "payments.charge REJECTED said no, nothing was done (OUT_OF_STOCK)",
        "orders.approve - nothing is recorded",
        "inventory.ship - nothing is recorded",
    ]


def test_it_ends_with_the_commands_to_go_on_with(desk: Desk) -> None:
    stuck(desk)

    shown = lines(desk)

    commands = [line for line in shown if line.startswith("./saga")]
    assert commands == [
        "./saga retry o-1",
        "./saga retry o-1 --input corrected.json",
        "./saga skip o-1 --reason WHY",
    ]


def test_the_commands_name_the_account_that_the_saga_was_found_in(desk: Desk) -> None:
    stuck(desk)

    shown = lines(desk, "--profile", "shop", "--region", "eu-west-1")

    assert "./saga retry o-1 --profile shop --region eu-west-1" in shown


def test_the_commands_name_the_function_where_several_are_parked(desk: Desk) -> None:
    desk.park("o-1", "inventory.release", stuck(desk), minutes_ago=1)

    commands = [each["command"] for each in desk.json("show", "o-1")["next"]]

    assert "./saga retry o-1 --function customers.release_credit" in commands
    assert "./saga skip o-1 --function inventory.release --reason WHY" in commands


def test_what_cannot_be_skipped_is_not_advised_to_be(desk: Desk) -> None:
    desk.park("o-1", "payments.resolve", desk.states.add("o-1", "RUNNING"), skippable=False)

    assert not any("skip" in each["command"] for each in desk.json("show", "o-1")["next"])


def test_the_timeline_goes_over_all_executions_of_a_saga(desk: Desk) -> None:
    desk.states.add(
        "o-1", "ABORTED", events=task(History(), "orders.create", 0, 9).entered("reserve", 9).events
    )
    events = task(History(), "payments.resolve", 0, 9).events
    output = {"outcome": "COMPENSATED", "reason": {"code": "EXECUTION_ABORTED", "message": "it was cut off"}}
    desk.states.add("o-1-r1", "SUCCEEDED", minutes_ago=8, machine=RECOVERY, events=events, output=output)

    shown = lines(desk)

    assert shown[0].startswith("o-1 create-order COMPENSATED EXECUTION_ABORTED")
    assert shown[1] == "EXECUTION_ABORTED: it was cut off"
    assert "The saga's execution: ABORTED" in shown
    assert "00:00:00 ✗ reserve cut off" in shown
    assert shown[shown.index("Recovery 1: SUCCEEDED") + 1] == "00:00:00 ✓ payments.resolve 0.01 s"
    assert "What to do" not in shown


def test_decisions_say_who_when_and_why(desk: Desk) -> None:
    execution = stuck(desk)
    desk.decide("o-1", "customers.release_credit", minutes_ago=4, action="retry")
    desk.park("o-1", "customers.release_credit", execution, minutes_ago=3)
    desk.decide("o-1", "customers.release_credit", minutes_ago=2, action="skip", reason="paid by bank")

    shown = lines(desk)

    at = shown.index("Decisions")
    assert shown[at + 1 : at + 3] == [
        "2026-01-01 11:56:00 retry customers.release_credit by ann",
        "2026-01-01 11:58:00 skip customers.release_credit by ann: paid by bank",
    ]


def test_what_was_skipped_stays_owed_and_says_so(desk: Desk) -> None:
    stuck(desk)
    desk.decide("o-1", "customers.release_credit", action="skip", reason="paid by bank")

    assert "customers.reserve_credit DONE done; customers.release_credit was skipped" in lines(desk)


def test_a_decision_that_has_not_arrived_is_advised_to_be_said_again(desk: Desk) -> None:
    stuck(desk)
    desk.decide("o-1", "customers.release_credit", action="skip", reason="paid by bank")

    (next_one,) = desk.json("show", "o-1")["next"]

    assert next_one["command"] == (
        "./saga skip o-1 --function customers.release_credit --reason 'paid by bank'"
    )


def test_a_saga_that_was_cut_off_is_advised_to_be_recovered(desk: Desk) -> None:
    desk.states.add("o-1", "FAILED", error="States.Runtime")

    (next_one,) = desk.json("show", "o-1")["next"]

    assert next_one["command"] == "./saga recover o-1"


def test_after_the_last_recovery_nothing_but_a_person_helps(desk: Desk) -> None:
    desk.states.add("o-1", "ABORTED")
    for generation in range(1, 6):
        desk.states.add(f"o-1-r{generation}", "ABORTED", machine=RECOVERY)

    (next_one,) = desk.json("show", "o-1")["next"]

    assert next_one["command"] is None
    assert "a person has to settle" in next_one["why"]


def test_beyond_the_pivot_it_is_what_has_not_been_done_that_is_owed(desk: Desk) -> None:
    desk.states.add("o-1", "RUNNING")
    desk.journal("o-1", {"orders.create": "DONE", "payments.charge": "DONE", "orders.approve": "DONE"})

    owed = [entry["owed"] for entry in desk.json("show", "o-1")["journal"]]

    assert owed == [*[None] * 6, "inventory.ship"]


def test_before_the_pivot_nothing_is_owed_as_long_as_nothing_went_wrong(desk: Desk) -> None:
    desk.states.add("o-1", "RUNNING")
    desk.journal("o-1", {"orders.create": "DONE", "inventory.reserve": "DONE"})

    assert all(entry["owed"] is None for entry in desk.json("show", "o-1")["journal"])


def test_a_saga_that_turned_back_owes_its_closing_also_when_the_order_was_never_created(desk: Desk) -> None:
    desk.park("o-1", "orders.reject", desk.states.add("o-1", "RUNNING"))

    assert desk.json("show", "o-1")["journal"][0]["owed"] == "orders.reject"


def test_the_json_has_the_input_to_correct_and_the_fields_that_the_help_names(desk: Desk) -> None:
    stuck(desk)

    shown: dict[str, Any] = desk.json("show", "o-1")

    assert shown["input"] == INPUT
    help_text = desk.run("show", "--help").stdout
    assert all(f"{name}:" in help_text for name in shown)


def test_the_json_has_each_attempt_that_failed(desk: Desk) -> None:
    stuck(desk)

    state = desk.json("show", "o-1")["executions"][0]["states"][1]

    assert (state["state"], state["attempts"], state["failed"]) == ("customers.release_credit", 2, True)
    assert state["failures"] == [{"code": "Runtime.HandlerError", "message": "no such customer"}] * 2
    assert timedelta(seconds=state["seconds"]) == timedelta(milliseconds=300)


def test_a_task_token_is_never_shown(desk: Desk) -> None:
    stuck(desk)

    assert "token" not in desk.run("show", "o-1", "--json").stdout


def test_a_saga_that_is_not_there_is_said_so_in_one_line(desk: Desk) -> None:
    result = desk.run("show", "o-9")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.strip() == "saga: there is no saga o-9 here: `./saga list` shows the newest ones"
