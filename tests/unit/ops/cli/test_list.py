from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from ops.cli.views.listed import look
from tests.unit.ops.cli.desk import Desk
from tests.unit.ops.cli.fakes import NOW, RECOVERY
from tests.unit.ops.histories import History

COMPLETED = {"saga_id": "o", "outcome": "COMPLETED"}
COMPENSATED = {
    "saga_id": "o",
    "outcome": "COMPENSATED",
    "reason": {"code": "OUT_OF_STOCK", "message": "none"},
}


def one_of_each(desk: Desk) -> None:
    """Seven sagas, from the newest to the oldest."""
    states = desk.states
    states.add("running", "RUNNING", minutes_ago=1, events=History().entered("payments.charge", 0).events)
    states.add("completed", "SUCCEEDED", minutes_ago=2, output=COMPLETED)
    states.add("compensated", "SUCCEEDED", minutes_ago=3, output=COMPENSATED)
    desk.park("parked", "inventory.release", states.add("parked", "RUNNING", minutes_ago=4), minutes_ago=3)
    states.add("recovering", "ABORTED", minutes_ago=5)
    states.add("recovering-r1", "RUNNING", minutes_ago=4, machine=RECOVERY)
    states.add("dead", "FAILED", minutes_ago=6, error="States.Runtime")
    states.add("recovered", "TIMED_OUT", minutes_ago=7)
    states.add("recovered-r1", "ABORTED", minutes_ago=6, machine=RECOVERY)
    states.add("recovered-r2", "SUCCEEDED", minutes_ago=5, machine=RECOVERY, output=COMPLETED)


STANDING = {
    "running": "RUNNING",
    "completed": "COMPLETED",
    "compensated": "COMPENSATED",
    "parked": "PARKED",
    "recovering": "RECOVERING",
    "dead": "DEAD",
    "recovered": "COMPLETED",
}


def test_sagas_are_listed_the_newest_first_each_with_how_it_stands(desk: Desk) -> None:
    one_of_each(desk)

    sagas = desk.json("list")["sagas"]

    assert [(saga["saga_id"], saga["status"]) for saga in sagas] == list(STANDING.items())


@pytest.mark.parametrize("status", sorted(set(STANDING.values())))
def test_a_status_leaves_out_all_others(desk: Desk, status: str) -> None:
    one_of_each(desk)

    sagas = desk.json("list", "--status", status.lower())["sagas"]

    assert [saga["saga_id"] for saga in sagas] == [name for name, its in STANDING.items() if its == status]


def test_a_row_says_what_a_saga_waits_for_or_why_it_was_compensated(desk: Desk) -> None:
    one_of_each(desk)

    lines = [" ".join(line.split()) for line in desk.run("list").stdout.splitlines()]

    assert lines[1:4] == [
        "running 01-01 11:59:00 1 min 0 s create-order RUNNING in payments.charge",
        "completed 01-01 11:58:00 1 min 0 s create-order COMPLETED",
        "compensated 01-01 11:57:00 1 min 0 s create-order COMPENSATED OUT_OF_STOCK",
    ]
    assert lines[4:6] == [
        "parked 01-01 11:56:00 4 min 0 s create-order PARKED at inventory.release",
        "a decision, for 3 min 0 s: Inconsistent: the item is absent",
    ]
    assert "recovery: its execution was cut off (failed: States.Runtime)" in lines


def test_an_id_is_never_shortened_however_narrow_the_terminal(desk: Desk) -> None:
    saga_id = "o-" + 32 * "f"
    desk.park(saga_id, "inventory.release", desk.states.add(saga_id, "RUNNING"))

    narrow = StringIO()
    listing = desk.open().sagas.newest(1)
    Console(file=narrow, width=70).print(look(listing, NOW))

    assert saga_id in narrow.getvalue()


def test_a_saga_that_was_recovered_took_as_long_as_from_its_own_start_to_its_last_end(desk: Desk) -> None:
    one_of_each(desk)

    *_, recovered = desk.json("list")["sagas"]

    assert (recovered["duration_seconds"], recovered["recoveries"]) == (180, 2)


def test_a_limit_takes_the_newest_and_tells_how_many_more_are_parked(desk: Desk) -> None:
    one_of_each(desk)

    listing = desk.json("list", "--limit", "2")

    assert [saga["saga_id"] for saga in listing["sagas"]] == ["running", "completed"]
    assert listing["more_parked"] == 1
    assert (
        "1 more wait for a decision: ./saga list --status parked" in desk.run("list", "--limit", "2").stdout
    )


def test_of_many_that_are_parked_the_newest_are_shown_and_the_rest_counted(desk: Desk) -> None:
    for minutes in (3, 1, 2):
        name = f"p{minutes}"
        desk.park(name, "orders.reject", desk.states.add(name, "RUNNING", minutes_ago=minutes))

    listing = desk.json("list", "--status", "parked", "--limit", "2")

    assert [saga["saga_id"] for saga in listing["sagas"]] == ["p1", "p2"]
    assert listing["more_parked"] == 1


def test_what_was_parked_in_an_execution_that_was_cut_off_is_not_parked_any_more(desk: Desk) -> None:
    desk.park("o-1", "inventory.release", desk.states.add("o-1", "ABORTED"))

    assert [saga["status"] for saga in desk.json("list")["sagas"]] == ["DEAD"]
    assert desk.json("list", "--status", "parked") == {"sagas": [], "more_parked": 0}


def test_a_recovery_parks_like_a_saga_does(desk: Desk) -> None:
    desk.states.add("o-1", "ABORTED")
    desk.park("o-1", "orders.approve", desk.states.add("o-1-r1", "RUNNING", machine=RECOVERY))

    (saga,) = desk.json("list")["sagas"]

    assert (saga["status"], saga["parked_functions"], saga["recoveries"]) == ("PARKED", ["orders.approve"], 1)


def test_no_sagas_are_said_to_be_none(desk: Desk) -> None:
    result = desk.run("list")

    assert (result.exit_code, result.stdout.strip()) == (0, "No sagas.")


def test_the_fields_of_the_json_are_those_that_the_help_names(desk: Desk) -> None:
    one_of_each(desk)

    fields = desk.json("list")["sagas"][0]

    help_text = desk.run("list", "--help").stdout
    assert all(f"{name}:" in help_text for name in fields)
