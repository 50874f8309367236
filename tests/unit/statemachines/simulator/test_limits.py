"""Quotas and the history: "Step Functions service quotas" and "GetExecutionHistory" of AWS's documentation.

The events that each kind of state writes are those of real executions, counted by hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.invocation import Success
from tests.unit.statemachines.simulator.stage import (
    NO,
    YES,
    After,
    Asl,
    Stage,
    catch,
    machine,
    parallel,
    passing,
    retry,
    task,
    waiting,
)

FRAME = 2
"""ExecutionStarted and how it ended."""

CAUGHT = [catch("States.ALL", to="C")]
PASS = 2


def history_of(states: Asl, *failures: Any) -> int:
    stage = Stage()
    stage.answers["F"] = list(failures)
    return stage.run(machine(states)).history - FRAME


def test_a_pass_a_choice_a_wait_and_a_succeed_write_two_events_each() -> None:
    rule = {"Variable": "$.n", "IsPresent": True, "Next": "P"}

    assert history_of({"P": passing()}) == 2
    assert history_of({"S": {"Type": "Succeed"}}) == 2
    assert history_of({"W": {"Type": "Wait", "Seconds": 1, "End": True}}) == 2
    assert (
        history_of({"C": {"Type": "Choice", "Choices": [rule], "Default": "P"}, "P": passing()}) == 2 + PASS
    )


def test_a_fail_is_entered_and_not_left() -> None:
    assert history_of({"F": {"Type": "Fail", "Error": "E"}}) == 1


def test_a_task_is_entered_scheduled_started_has_succeeded_and_is_left() -> None:
    assert history_of({"T": task()}) == 5


def test_a_retry_is_scheduled_started_and_has_failed_or_succeeded() -> None:
    assert history_of({"T": task(Retry=[retry("No")])}, NO, NO) == 5 + 3 + 3


def test_a_failure_that_is_caught_leaves_the_state_and_one_that_is_not_does_not() -> None:
    assert history_of({"T": task(Catch=CAUGHT), "C": passing()}, NO) == 5 + PASS
    assert history_of({"T": task()}, NO) == 4


def test_a_timeout_is_an_event_as_a_failure_is() -> None:
    assert history_of({"T": task(TimeoutSeconds=1)}, After(2, YES)) == 4


def test_a_state_that_waits_for_a_token_says_that_it_was_submitted() -> None:
    stage = Stage()
    execution = stage.start(machine({"W": waiting()}))
    stage.scheduler.run(until=1)
    stage.service.succeed(str(stage.invocations[0].token), {})
    stage.scheduler.run()

    assert execution.history - FRAME == 6


def test_a_parallel_is_entered_started_has_succeeded_and_is_left() -> None:
    assert history_of({"P": parallel({"A": task()}, {"B": passing()})}) == 4 + 5 + 2


def test_a_parallel_that_fails_says_which_states_were_aborted() -> None:
    """A task that failed inside a Parallel is told as aborted too; a Fail state is not."""
    failing = {"P": parallel({"A": task()}, Catch=CAUGHT), "C": passing()}
    fail: Asl = {"P": parallel({"A": {"Type": "Fail", "Error": "E"}}, Catch=CAUGHT), "C": passing()}

    assert history_of(failing, NO) == len(("entered", "started", "failed", "left")) + 4 + 1 + PASS
    assert history_of(fail) == 4 + 1 + PASS


def test_a_parallel_that_is_tried_again_is_started_again_and_fails_once() -> None:
    branch = {"A": {"Type": "Fail", "Error": "E"}}

    assert history_of({"P": parallel(branch, Retry=[retry("E", MaxAttempts=2)])}) == 1 + 3 * 2 + 1


def test_a_path_that_finds_nothing_stops_the_task_before_it_is_scheduled() -> None:
    assert history_of({"T": task(payload={"x.$": "$.no"})}) == 1


def test_an_execution_dies_when_its_history_is_full_and_nothing_catches_that() -> None:
    loop = {"T": task(to="T", ResultPath=None, Catch=CAUGHT), "C": passing()}

    ended = Stage().run(machine(loop))

    assert (ended.status, ended.error, ended.history) == ("FAILED", "States.Runtime", 25_000)
    assert "C" not in ended.path


@pytest.mark.parametrize(
    ("passes", "status", "events"), [(12_499, "SUCCEEDED", 25_000), (12_500, "FAILED", 25_000)]
)
def test_the_history_has_room_for_25_000_events_the_end_among_them(
    passes: int, status: str, events: int
) -> None:
    chain = {f"P{n}": passing(to=f"P{n + 1}") for n in range(1, passes)} | {f"P{passes}": passing()}

    ended = Stage().run(machine(chain))

    assert (ended.status, ended.history) == (status, events)


@pytest.mark.parametrize(("passes", "error"), [(12_498, "Enough"), (12_499, "States.Runtime")])
def test_the_last_place_in_the_history_is_for_the_end(passes: int, error: str) -> None:
    chain: Asl = {f"P{n}": passing(to=f"P{n + 1}") for n in range(1, passes + 1)}
    chain |= {f"P{passes + 1}": {"Type": "Fail", "Error": "Enough"}}

    ended = Stage().run(machine(chain))

    assert ended.error == error
    assert ended.history <= 25_000


def big(size: int) -> str:
    """As JSON, with its quotes, of exactly so many bytes."""
    return "x" * (size - 2)


@pytest.mark.parametrize(
    ("states", "data"),
    [
        ({"P": passing(Parameters={"a.$": "$", "b.$": "$"})}, big(140_000)),
        ({"T": task(payload={"a.$": "$", "b.$": "$"}, Catch=CAUGHT), "C": passing()}, big(140_000)),
        ({"P": parallel({"A": passing()}, {"B": passing()}, Catch=CAUGHT), "C": passing()}, big(140_000)),
    ],
)
def test_a_payload_that_is_too_large_ends_the_execution_past_every_catch(states: Asl, data: Any) -> None:
    ended = Stage().run(machine(states), data)

    assert (ended.status, ended.error) == ("FAILED", "States.DataLimitExceeded")


def test_a_function_s_answer_that_is_too_large_ends_the_execution_past_every_catch() -> None:
    """The guide calls the error terminal."""
    stage = Stage()
    stage.answers["F"] = [Success(big(262_144))]

    ended = stage.run(machine({"T": task(Catch=CAUGHT, Retry=[retry("States.ALL")]), "C": passing()}))

    assert (ended.status, ended.error, len(stage.times)) == ("FAILED", "States.DataLimitExceeded", 1)


def test_an_answer_that_is_too_large_counts_although_nothing_of_it_is_kept() -> None:
    stage = Stage()
    stage.answers["F"] = [Success(big(262_144))]

    assert stage.run(machine({"T": task(ResultPath=None)})).error == "States.DataLimitExceeded"


def test_a_function_is_not_invoked_with_a_payload_that_is_too_large() -> None:
    stage = Stage()

    stage.run(machine({"T": task(payload={"a.$": "$", "b.$": "$"})}), big(140_000))

    assert stage.invocations == []


def test_the_limit_is_262_144_bytes_of_utf_8() -> None:
    one = machine({"P": passing()})
    two = machine({"P": passing(Parameters={"a.$": "$"})})

    assert Stage().run(one, big(262_144)).status == "SUCCEEDED"
    assert Stage().run(two, big(262_144 - len('{"a":}'))).status == "SUCCEEDED"
    assert Stage().run(two, big(262_145 - len('{"a":}'))).status == "FAILED"
    assert Stage().run(two, "é" * 131_068).status == "SUCCEEDED"
    assert Stage().run(two, "é" * 131_069).status == "FAILED"


def test_no_call_stack_grows_with_the_number_of_states() -> None:
    chain = {f"T{n}": task(to=f"T{n + 1}", ResultPath=None) for n in range(3_000)} | {"T3000": passing()}

    assert Stage().run(machine(chain)).status == "SUCCEEDED"
