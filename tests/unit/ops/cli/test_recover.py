from __future__ import annotations

from tests.unit.ops.cli.desk import Desk
from tests.unit.ops.cli.fakes import RECOVERY
from tests.unit.ops.histories import History

ANSWER = {"saga_id": "o-1", "execution_arn": "arn:r", "generation": 1, "started": True}


def test_an_execution_that_was_cut_off_is_taken_up_again(desk: Desk) -> None:
    execution = desk.states.add("o-1", "ABORTED")
    desk.functions.answer = ANSWER

    result = desk.run("recover", "o-1")

    assert desk.functions.asked == [("recover", {"execution_arn": execution})]
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "✓ o-1 taken up again")


def test_it_is_the_latest_recovery_that_is_taken_up_when_that_was_cut_off_too(desk: Desk) -> None:
    desk.states.add("o-1", "ABORTED")
    latest = desk.states.add("o-1-r1", "TIMED_OUT", machine=RECOVERY)
    desk.functions.answer = {**ANSWER, "generation": 2}

    assert desk.json("recover", "o-1")["generation"] == 2
    assert desk.functions.asked == [("recover", {"execution_arn": latest})]


def test_one_that_had_been_started_before_is_said_to_have_been(desk: Desk) -> None:
    desk.states.add("o-1", "ABORTED")
    desk.functions.answer = {**ANSWER, "started": False}

    assert desk.run("recover", "o-1").stdout.startswith("✓ o-1 has been taken up again before")


def test_what_still_runs_is_refused(desk: Desk) -> None:
    desk.states.add("o-1", "RUNNING")

    result = desk.run("recover", "o-1")

    assert (result.exit_code, desk.functions.asked) == (1, [])
    assert result.stderr.strip() == "saga: o-1 still runs (RUNNING): wait for it"


def test_what_is_being_recovered_is_refused(desk: Desk) -> None:
    desk.states.add("o-1", "ABORTED")
    events = History().entered("payments.resolve", 0).events
    desk.states.add("o-1-r1", "RUNNING", machine=RECOVERY, events=events)

    result = desk.run("recover", "o-1")

    assert (result.exit_code, desk.functions.asked) == (1, [])
    assert result.stderr.strip() == "saga: o-1 is being recovered already (payments.resolve): wait for it"


def test_what_is_parked_is_refused_with_how_to_decide(desk: Desk) -> None:
    desk.park("o-1", "inventory.release", desk.states.add("o-1", "RUNNING"))

    result = desk.run("recover", "o-1")

    assert (result.exit_code, desk.functions.asked) == (1, [])
    assert "`./saga retry o-1`" in result.stderr


def test_what_is_finished_is_refused(desk: Desk) -> None:
    desk.states.add("o-1", "SUCCEEDED", output={"outcome": "COMPENSATED"})

    result = desk.run("recover", "o-1")

    assert (result.exit_code, desk.functions.asked) == (1, [])
    assert result.stderr.strip() == "saga: o-1 is COMPENSATED: there is nothing to recover"


def test_a_refusal_of_the_service_is_said_in_its_own_words(desk: Desk) -> None:
    desk.states.add("o-1", "ABORTED")
    desk.functions.answer = {"error": {"code": "GIVEN_UP", "message": "it is not taken up again"}}

    assert desk.json("recover", "o-1") == desk.functions.answer
