"""A trip as such sagas are often written. Its leaks are known; each has a finding with state, error and path."""

from __future__ import annotations

from pathlib import Path

import pytest

from statemachines.verify.elsewhere import check_file
from statemachines.verify.finding import Finding
from statemachines.verify.purpose.options import Options

TRIP = Path(__file__).parent / "leaky_trip.asl.json"


@pytest.fixture(scope="module")
def found() -> list[Finding]:
    """Of the names only one does not say what undoes what: a car is rented, and cancelled."""
    (report,) = check_file(TRIP, Options(), None)
    return list(report.findings)


@pytest.mark.parametrize(
    ("step", "path"),
    [
        ("Book flight", "Book flight --States.ALL--> Trip failed"),
        ("Book hotel", "Book hotel --States.ALL--> Cancel flight --> Trip failed"),
        ("Rent car", "Rent car --States.ALL--> Cancel hotel --> Cancel flight --> Trip failed"),
    ],
)
def test_a_failed_step_is_not_compensated_itself(found: list[Finding], step: str, path: str) -> None:
    (leak,) = [each for each in found if each.rule == "leaks" and each.state == step]

    assert leak.error is not None
    assert leak.error.startswith("States.Timeout, ")
    assert leak.path == path
    assert leak.message == f"{step} may have been committed, and nothing undoes it before the machine ends"


def test_an_undo_is_keyed_from_a_result_that_is_not_there_after_a_timeout(found: list[Finding]) -> None:
    reads = {each.state: each for each in found if each.rule == "reads"}

    refund = reads["Refund payment"]
    assert refund.error is not None
    assert refund.error.startswith("States.Timeout, ")
    assert refund.path == "Take payment --States.ALL--> Refund payment"
    assert refund.message == "reads $.payment.Payload.booking, which nothing has written on this path"
    assert set(reads) == {"Refund payment", "Cancel car", "Cancel hotel", "Cancel flight"}


def test_one_that_no_failure_of_its_step_leads_to_yet_is_found_too(found: list[Finding]) -> None:
    (cancel,) = [each for each in found if each.rule == "reads" and each.state == "Cancel hotel"]

    assert (cancel.error, cancel.path) == ("States.Timeout", "Book hotel --States.Timeout--> Cancel hotel")


def test_the_execution_s_timeout_compensates_nothing(found: list[Finding]) -> None:
    (cut_off,) = [each for each in found if each.rule == "cut off"]

    assert cut_off.state == "Book flight"
    assert cut_off.error == "the execution's own timeout after 300 s, States.Runtime"
    assert cut_off.path == "Book flight --timeout--> the execution ends"


def test_a_compensation_that_fails_leaves_all_that_comes_after_it(found: list[Finding]) -> None:
    leaks = [each for each in found if each.rule == "leaks" and each.state == "Refund payment"]

    assert {each.message.split(",")[0] for each in leaks} == {
        "Book flight was done",
        "Book hotel was done",
        "Rent car was done",
        "Take payment could not be undone",
    }


def test_a_message_that_is_not_sent_turns_a_trip_that_is_paid(found: list[Finding]) -> None:
    (told,) = [each for each in found if each.rule == "notifications"]

    assert told.path == "Tell customer --States.ALL--> Refund payment"


def test_throttling_is_not_retried_anywhere(found: list[Finding]) -> None:
    missed = [each for each in found if each.rule == "retries" and "TooManyRequests" in str(each.error)]

    assert len(missed) == 8, "four steps, four compensations"


def test_its_longest_way_takes_longer_than_the_execution_may(found: list[Finding]) -> None:
    (late,) = [each for each in found if each.rule == "timeouts"]

    assert "the execution ends after 300 s" in late.message
