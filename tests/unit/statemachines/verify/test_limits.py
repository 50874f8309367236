"""The history's 25,000 events and the state's 262,144 bytes, against sums made by hand."""

from __future__ import annotations

import json

import pytest

from statemachines.verify.checking import check
from statemachines.verify.purpose.roles import Roles
from tests.unit.statemachines.verify.machines import (
    DONE,
    catch,
    checked,
    findings,
    machine,
    of_rule,
    parallel,
    retry,
    task,
    trip,
    waits,
)


def events(asl: dict[str, object]) -> str:
    (report,) = checked(asl)
    return report.bounds[0]


def test_a_task_is_entered_and_exited_and_each_attempt_has_three_events() -> None:
    one = task("CheckSeat", to=None, Retry=[retry(MaxAttempts=4)])

    assert events(machine("CheckSeat", CheckSeat=one)) == f"{2 + 2 + 5 * 3} events"


def test_the_branches_of_a_parallel_add_up() -> None:
    looks = [{"StartAt": name, "States": {name: task(name, to=None)}} for name in ("CheckSeat", "CheckRoom")]

    assert events(machine("Check", Check=parallel(*looks, to="Done"), Done=DONE)) == (
        f"{2 + 4 + 2 * (2 + 4 * 3) + 2} events"
    )


def test_the_rounds_of_a_person_are_counted_one_by_one() -> None:
    """Start, two steps, two compensations with their attempts, and a person asked in between."""
    task_events, asked, ends = 2 + 4 * 3, 2 + 4 * 4, 1
    longest = 2 + 4 * task_events + max(asked, ends)
    a_round = 2 * task_events + asked

    told = events(trip())

    assert told == f"{longest} events and {a_round} for each of {(25_000 - longest) // a_round} decisions"


def test_a_loop_that_waits_for_nobody_is_found() -> None:
    asl = trip(CancelFlight=task("CancelFlight", to="Failed", fails_to="Pause"))
    asl["States"]["Pause"] = {"Type": "Wait", "Seconds": 60, "Next": "CancelFlight"}

    (finding,) = of_rule("history", findings(asl))

    assert finding.path == "CancelFlight --> Pause --> CancelFlight"


def test_one_that_counts_its_rounds_is_told_of_and_taken_once() -> None:
    asl = trip(CancelFlight=task("CancelFlight", to="Failed", fails_to="Count"))
    enough = {"Variable": "$.rounds", "NumericGreaterThan": 5, "Next": "FlightStuck"}
    asl["States"] |= {
        "Count": {
            "Type": "Pass",
            "Parameters": {"rounds.$": "States.MathAdd($.rounds, 1)", "id.$": "$.id"},
            "Next": "Often?",
        },
        "Often?": {"Type": "Choice", "Choices": [enough], "Default": "CancelFlight"},
    }

    (report,) = checked(asl)

    assert of_rule("history", list(report.findings)) == []
    assert "counts its rounds, and was taken to go round once: CancelFlight, Count, Often?" in report.notes


def test_a_way_that_is_longer_than_the_history_is_found() -> None:
    hotel = task("ReserveHotel", to="Done", fails_to="CancelHotel", Retry=[retry(MaxAttempts=8_400)])

    (finding,) = of_rule("history", findings(trip(ReserveHotel=hotel)))

    assert finding.message.startswith("its longest way has 25,")


def test_fifty_decisions_have_to_fit() -> None:
    stuck = waits("FlightStuck", to="CancelFlight") | {"Retry": [retry("States.ALL", MaxAttempts=150)]}

    (finding,) = of_rule("history", findings(trip(FlightStuck=stuck)))

    assert "decisions of a person fit, 50 should" in finding.message


@pytest.mark.parametrize(("errors", "too_many"), [(7, False), (8, True)])
def test_more_errors_than_a_state_can_carry_are_found(errors: int, *, too_many: bool) -> None:
    """Each has a name of 256 and a cause of 32,768 characters: seven fit into 262,144 bytes, eight do not."""
    looks = {
        f"Check{number}": task(
            "Check", to=f"Check{number + 1}", Catch=[catch(f"Check{number + 1}", into=f"$.error{number}")]
        )
        for number in range(errors)
    }
    asl = machine("Check0", **looks, **{f"Check{errors}": DONE})

    report = check("trip.json", asl, lambda _: Roles(of={}, sized=True), recovered=True)

    error = {"Error": "x" * 256, "Cause": "x" * 32_768}
    state = {f"error{number}": error for number in range(errors)}
    size = len(json.dumps(state, separators=(",", ":")))
    assert (size > 262_144) is too_many
    assert [each.message.split(";")[0] for each in of_rule("payload", list(report.findings))] == (
        [f"may have to carry {size:,} bytes"] if too_many else []
    )
