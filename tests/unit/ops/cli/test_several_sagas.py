"""The command on the sagas of every table: which one an execution is of, its machine tells."""

from __future__ import annotations

import pytest

from tests.unit.ops.cli.desk import Desk
from tests.unit.ops.cli.fakes import (
    CANCEL,
    CANCEL_RECOVERY,
    CHANGE,
    CHANGE_RECOVERY,
    RECOVERY,
    SAGA,
)
from tests.unit.ops.histories import History, task

ASKED = {"caller": "c-1", "order_id": "o-1"}
DONE, UNDONE = {"outcome": "COMPLETED"}, {"outcome": "COMPENSATED"}
SHIPPED = {**UNDONE, "reason": {"code": "ORDER_SHIPPED", "message": "the goods of order o-1 have left"}}


def one_of_each(desk: Desk) -> None:
    """From the newest to the oldest."""
    states = desk.states
    states.add("g-1", "RUNNING", minutes_ago=1, machine=CHANGE, given=ASKED)
    states.add("x-1", "SUCCEEDED", minutes_ago=2, machine=CANCEL, given=ASKED, output=SHIPPED)
    states.add("o-1", "SUCCEEDED", minutes_ago=3, output=DONE)
    states.add("g-2", "ABORTED", minutes_ago=4, machine=CHANGE, given=ASKED)
    states.add("o-2", "SUCCEEDED", minutes_ago=5, output=UNDONE)


def cancelling(desk: Desk) -> str:
    """A cancellation past its pivot, whose refund keeps failing."""
    history = task(History(), "orders.begin_cancellation", 0, 100)
    task(history, "inventory.withdraw", 100, 200).entered("payments.refund", 200).scheduled(200)
    history.failed("no such account", 300).exited("payments.refund", 300)
    history.entered("payments.refund parked", 300).scheduled(300)
    execution = desk.states.add("x-1", "RUNNING", machine=CANCEL, given=ASKED, events=history.events)
    desk.park("x-1", "payments.refund", execution, message="no such account", given=ASKED)
    desk.journal("x-1", {"orders.begin_cancellation": "DONE", "inventory.withdraw": "DONE"})
    desk.order("o-1", "CANCELLING", locked_by="x-1")
    return execution


def changing_back(desk: Desk) -> None:
    """A change that was undone, since there were not as many pieces."""
    history = task(History(), "orders.begin_change", 0, 100).entered("adjust", 100, "Parallel")
    history.started("Parallel", 100).scheduled(100).scheduled(100)
    history.failed("OUT_OF_STOCK: 9 of article mug wanted, 1 available", 200)
    history.succeeded("customers.adjust_credit", 200).exited("adjust", 200, "Parallel")
    for function, step in (
        ("customers.readjust_credit", "customers.adjust_credit"),
        ("inventory.readjust", "inventory.adjust"),
        ("orders.end_change", "orders.begin_change"),
    ):
        history.entered(function, 300).scheduled(300).succeeded(step, 400, "COMPENSATED")
        history.exited(function, 400)
    reason = {"code": "OUT_OF_STOCK", "message": "9 of article mug wanted, 1 available"}
    output = {**UNDONE, "reason": reason}
    desk.states.add("g-1", "SUCCEEDED", machine=CHANGE, given=ASKED, events=history.events, output=output)
    desk.journal("g-1", {"orders.begin_change": "COMPENSATED", "inventory.adjust": "REJECTED"})
    desk.journal("g-1", {"customers.adjust_credit": "COMPENSATED"})
    desk.order("o-1", "APPROVED", version=3)


def lines(desk: Desk, *arguments: str) -> list[str]:
    result = desk.run(*arguments)
    assert result.exit_code == 0, result.stderr
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def ids(desk: Desk, *arguments: str) -> list[str]:
    return [saga["saga_id"] for saga in desk.json("list", *arguments)["sagas"]]


def test_the_sagas_of_all_tables_are_in_one_list_the_newest_first(desk: Desk) -> None:
    one_of_each(desk)

    listed = [(each["saga_id"], each["saga"], each["order_id"]) for each in desk.json("list")["sagas"]]

    assert listed == [
        ("g-1", "change-order", "o-1"),
        ("x-1", "cancel-order", "o-1"),
        ("o-1", "create-order", "o-1"),
        ("g-2", "change-order", "o-1"),
        ("o-2", "create-order", "o-2"),
    ]


def test_a_limit_takes_the_newest_of_all_tables(desk: Desk) -> None:
    one_of_each(desk)

    assert ids(desk, "--limit", "4") == ["g-1", "x-1", "o-1", "g-2"]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("running", ["g-1"]),
        ("completed", ["o-1"]),
        ("compensated", ["x-1", "o-2"]),
        ("dead", ["g-2"]),
    ],
)
def test_a_status_is_asked_of_the_sagas_of_all_tables(desk: Desk, status: str, found: list[str]) -> None:
    one_of_each(desk)

    assert ids(desk, "--status", status) == found


def test_a_row_says_which_saga_it_is(desk: Desk) -> None:
    one_of_each(desk)

    assert lines(desk, "list")[2] == "x-1 01-01 11:58:00 1 min 0 s cancel-order COMPENSATED ORDER_SHIPPED"


def test_the_sagas_of_one_table_are_listed_by_its_name(desk: Desk) -> None:
    one_of_each(desk)

    assert ids(desk, "--saga", "change-order") == ["g-1", "g-2"]
    assert ids(desk, "--saga", "change-order", "--status", "dead") == ["g-2"]


def test_a_name_of_no_table_is_a_wrong_command_line(desk: Desk) -> None:
    result = desk.run("list", "--saga", "eat-order")

    assert result.exit_code == 2
    assert "create-order, cancel-order, change-order, place-together" in " ".join(result.stderr.split())


def test_what_is_parked_is_found_and_counted_whichever_saga_it_is_of(desk: Desk) -> None:
    cancelling(desk)
    desk.park("o-1", "orders.approve", desk.states.add("o-1", "RUNNING", minutes_ago=2))
    desk.states.add("g-1", "ABORTED", minutes_ago=9, machine=CHANGE)
    taken_up = desk.states.add("g-1-r1", "RUNNING", minutes_ago=8, machine=CHANGE_RECOVERY)
    desk.park("g-1", "customers.readjust_credit", taken_up)

    assert ids(desk, "--status", "parked") == ["o-1", "g-1", "x-1"]
    assert desk.json("list", "--limit", "1")["more_parked"] == 2
    assert ids(desk, "--status", "parked", "--saga", "cancel-order") == ["x-1"]
    assert desk.json("list", "--saga", "create-order")["more_parked"] == 0


def test_of_those_that_are_being_recovered_the_newest_of_all_tables_are_taken(desk: Desk) -> None:
    for name, minutes, machine, recovery in (
        ("o-1", 8, SAGA, RECOVERY),
        ("x-1", 9, CANCEL, CANCEL_RECOVERY),
        ("g-1", 7, CHANGE, CHANGE_RECOVERY),
    ):
        desk.states.add(name, "ABORTED", minutes_ago=minutes, machine=machine)
        desk.states.add(f"{name}-r1", "RUNNING", minutes_ago=minutes - 5, machine=recovery)

    assert ids(desk, "--status", "recovering") == ["g-1", "o-1", "x-1"]
    assert ids(desk, "--status", "recovering", "--limit", "2") == ["g-1", "o-1"]


def test_a_cancellation_past_its_pivot_owes_what_has_not_been_done(desk: Desk) -> None:
    cancelling(desk)

    shown = lines(desk, "show", "x-1")

    assert shown[0].startswith("x-1 cancel-order PARKED at payments.refund started")
    at = shown.index("What the journals say")
    assert shown[at + 1 : at + 6] == [
        "orders.begin_cancellation DONE done",
        "inventory.withdraw DONE done",
        "payments.refund - nothing is recorded; owed: payments.refund",
        "customers.return_credit - nothing is recorded; owed: customers.return_credit",
        "orders.cancel - nothing is recorded; owed: orders.cancel",
    ]


def test_a_change_that_was_undone_shows_its_branches_and_what_undid_them(desk: Desk) -> None:
    changing_back(desk)

    shown = lines(desk, "show", "g-1")

    at = shown.index("The saga's execution: SUCCEEDED")
    assert shown[at + 1 : at + 8] == [
        "00:00:00 ✓ orders.begin_change 0.10 s",
        "00:00:00 ✗ adjust 0.10 s",
        "00:00:00 ✗ inventory.adjust 0.10 s OUT_OF_STOCK: 9 of article mug wanted, 1 available",
        "00:00:00 ✓ customers.adjust_credit 0.10 s",
        "00:00:00 ↩ customers.readjust_credit 0.10 s undone",
        "00:00:00 ↩ inventory.readjust 0.10 s undone",
        "00:00:00 ↩ orders.end_change 0.10 s undone",
    ]
    assert not any("owed" in line for line in shown)


def test_the_order_says_how_it_stands_now_and_how_often_it_was_changed(desk: Desk) -> None:
    changing_back(desk)

    shown = lines(desk, "show", "g-1")

    assert shown[shown.index("The order") + 1] == "o-1 APPROVED, version 3"
    assert desk.json("show", "g-1")["order"] == {
        "order_id": "o-1",
        "status": "APPROVED",
        "version": 3,
        "locked_by": None,
    }


def test_a_saga_that_has_locked_its_order_says_so(desk: Desk) -> None:
    cancelling(desk)

    shown = lines(desk, "show", "x-1")

    assert shown[shown.index("The order") + 1] == "o-1 CANCELLING, locked by this saga"
    assert "./saga show x-1" not in shown


def test_an_order_names_the_saga_that_is_at_work_on_it(desk: Desk) -> None:
    cancelling(desk)
    desk.states.add("o-1", "SUCCEEDED", output=DONE)

    shown = lines(desk, "show", "o-1", "--region", "eu-west-1")

    assert shown[shown.index("The order") + 1] == "o-1 CANCELLING, locked by x-1"
    assert shown[-3:] == [
        "What to do",
        "The order is CANCELLING: x-1 is at work on it. See how that stands:",
        "./saga show x-1 --region eu-west-1",
    ]


def test_a_cancellation_that_waits_its_turn_says_for_which_saga(desk: Desk) -> None:
    history = History().entered("orders.begin_cancellation", 0).scheduled(0)
    history.failed("ORDER_LOCKED: order o-1 is PENDING: another saga is at work on it", 100).scheduled(900)
    desk.states.add("x-1", "RUNNING", machine=CANCEL, given=ASKED, events=history.events)
    desk.order("o-1", "PENDING")

    shown = lines(desk, "show", "x-1")

    assert "00:00:00 … orders.begin_cancellation attempt 2, so far ORDER_LOCKED:" in " ".join(shown)
    assert shown[shown.index("The order") + 1] == "o-1 PENDING, locked by o-1"
    assert shown[-1] == "./saga show o-1"


def test_the_saga_that_makes_an_order_is_not_at_work_on_anothers(desk: Desk) -> None:
    desk.states.add("o-1", "RUNNING")
    desk.order("o-1", "PENDING")

    shown = desk.json("show", "o-1")

    assert (shown["order"]["locked_by"], shown["next"]) == ("o-1", [])


def test_where_there_is_no_order_yet_none_is_shown(desk: Desk) -> None:
    desk.states.add("x-1", "RUNNING", machine=CANCEL, given=ASKED)

    assert desk.json("show", "x-1")["order"] is None
    assert "The order" not in lines(desk, "show", "x-1")


def test_the_order_of_a_saga_that_was_given_another_one_is_the_corrected_one(desk: Desk) -> None:
    execution = desk.states.add("x-1", "RUNNING", machine=CANCEL, given={"caller": "c-1"})
    desk.park("x-1", "orders.end_cancellation", execution, given=ASKED)
    desk.order("o-1", "APPROVED")

    assert desk.json("show", "x-1")["order"]["status"] == "APPROVED"


@pytest.mark.parametrize(
    ("machine", "function", "locked"),
    [
        (SAGA, "orders.approve", True),
        (SAGA, "inventory.ship", False),
        (CANCEL, "payments.refund", False),
        (CANCEL, "orders.cancel", True),
        (CANCEL, "orders.end_cancellation", True),
        (CHANGE, "orders.confirm_change", True),
        (CHANGE, "customers.readjust_credit", False),
    ],
)
def test_a_skip_that_leaves_the_order_locked_is_said_to(
    desk: Desk, machine: str, function: str, *, locked: bool
) -> None:
    desk.park("s-1", function, desk.states.add("s-1", "RUNNING", machine=machine, given=ASKED), given=ASKED)

    (why,) = [each["why"] for each in desk.json("show", "s-1")["next"] if "skip s-1" in each["command"]]

    assert ("leaves the order locked" in why) is locked


def test_a_decision_is_made_on_what_is_parked_in_any_saga(desk: Desk) -> None:
    cancelling(desk)
    desk.functions.answer = {"saga_id": "x-1", "function": "payments.refund", "action": "retry"}

    assert desk.run("retry", "x-1").exit_code == 0
    assert desk.functions.asked == [
        ("decide", {"saga_id": "x-1", "function": "payments.refund", "action": "retry", "by": "ann"})
    ]


def test_what_was_cut_off_is_recovered_by_its_own_execution(desk: Desk) -> None:
    desk.states.add("g-1", "ABORTED", machine=CHANGE, given=ASKED)
    latest = desk.states.add("g-1-r1", "FAILED", machine=CHANGE_RECOVERY, given=ASKED)
    desk.functions.answer = {"saga_id": "g-1", "execution_arn": "arn:r", "generation": 2, "started": True}

    assert desk.run("recover", "g-1").exit_code == 0
    assert desk.functions.asked == [("recover", {"execution_arn": latest})]


def test_a_recovery_that_outlived_its_saga_is_found_on_its_own_machine(desk: Desk) -> None:
    desk.states.add("x-1-r1", "SUCCEEDED", machine=CANCEL_RECOVERY, given=ASKED, output=DONE)

    shown = desk.json("show", "x-1")

    assert (shown["saga"], shown["status"], shown["recoveries"]) == ("cancel-order", "COMPLETED", 1)
