"""Retry, as in "Handling errors in Step Functions workflows" of AWS's developer guide, "Retrying after an error"."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from statemachines.simulator.invocation import Failure
from tests.unit.statemachines.simulator.stage import NEVER, NO, Stage, catch, machine, passing, retry, task


def times_of(rule: Any, *, failures: int = 20, seed: int = 1) -> list[float]:
    """When the function was invoked, as long as it fails."""
    stage = Stage(seed)
    stage.answers["F"] = [NO] * failures
    stage.run(machine({"T": task(Retry=[retry("No") | rule])}))
    return stage.times


def pauses(times: list[float]) -> list[float]:
    return [round(later - earlier, 9) for earlier, later in pairwise(times)]


def test_by_default_there_are_three_retries_from_one_second_on_each_twice_as_long() -> None:
    assert pauses(times_of({})) == [1, 2, 4]


def test_the_interval_is_multiplied_by_the_rate_each_time() -> None:
    assert pauses(times_of({"IntervalSeconds": 3, "BackoffRate": 1.5, "MaxAttempts": 2})) == [3, 4.5]


def test_no_pause_is_longer_than_the_longest() -> None:
    rule = {"IntervalSeconds": 3, "BackoffRate": 2, "MaxAttempts": 5, "MaxDelaySeconds": 10}

    assert pauses(times_of(rule)) == [3, 6, 10, 10, 10]


def test_with_full_jitter_each_pause_is_between_zero_and_what_it_would_have_been() -> None:
    rule = {"IntervalSeconds": 4, "MaxAttempts": 3, "MaxDelaySeconds": 10, "JitterStrategy": "FULL"}
    drawn = [pauses(times_of(rule, seed=seed)) for seed in range(200)]

    for number, most in enumerate([4, 8, 10]):
        ones = [pause[number] for pause in drawn]
        assert min(ones) >= 0
        assert max(ones) <= most
        assert min(ones) < most * 0.1, "jitter reaches down to nothing"
        assert max(ones) > most * 0.9, "and up to the whole pause"


def test_the_same_seed_draws_the_same_jitter() -> None:
    rule = {"JitterStrategy": "FULL"}

    assert times_of(rule, seed=3) == times_of(rule, seed=3)
    assert times_of(rule, seed=3) != times_of(rule, seed=4)


def test_zero_attempts_are_no_retry() -> None:
    assert times_of({"MaxAttempts": 0}) == [0]


def test_a_retry_that_succeeds_ends_the_matter() -> None:
    assert times_of({}, failures=2) == [0, 1, 3]


def test_each_retrier_counts_its_own_and_one_that_is_used_up_leads_to_the_catch() -> None:
    """The guide's own example: ErrorA, ErrorB, ErrorC, then ErrorB once more."""
    stage = Stage()
    stage.answers["F"] = [Failure(f"Error{letter}") for letter in "ABCB"]
    state = task(
        Retry=[
            retry("ErrorA", "ErrorB", IntervalSeconds=1, BackoffRate=2.0, MaxAttempts=2),
            retry("ErrorC", IntervalSeconds=5),
        ],
        Catch=[catch("States.ALL", to="Z")],
    )

    ended = stage.run(machine({"X": state, "Z": passing()}))

    assert pauses(stage.times) == [1, 2, 5]
    assert ended.path == ["X", "Z"]
    assert ended.output["Error"] == "ErrorB"


def test_a_retrier_that_is_used_up_hides_those_after_it() -> None:
    stage = Stage()
    stage.answers["F"] = [NO] * 5
    state = task(Retry=[retry("No", MaxAttempts=1), retry("States.ALL", MaxAttempts=4)])

    assert stage.run(machine({"T": state})).error == "No"
    assert len(stage.times) == 2


def test_a_zero_retrier_keeps_an_error_from_the_one_for_all() -> None:
    """The guide's example that retries any error but States.Timeout."""
    stage = Stage()
    stage.answers["F"] = [NO, NEVER]
    rules = [retry("States.Timeout", MaxAttempts=0), retry("States.ALL")]

    ended = stage.run(machine({"T": task(Retry=rules, TimeoutSeconds=5)}))

    assert ended.error == "States.Timeout"
    assert len(stage.times) == 2


def test_the_counters_start_anew_when_the_state_is_visited_again() -> None:
    stage = Stage()
    stage.answers["F"] = [NO] * 4
    state = task(Retry=[retry("No", MaxAttempts=1)], Catch=[catch("No", to="again")])

    ended = stage.run(machine({"T": state, "again": passing(to="T")}))

    assert ended.status == "SUCCEEDED"
    assert ended.path == ["T", "again", "T", "again", "T"]
    assert [invocation.attempt for invocation in stage.invocations] == [0, 1, 0, 1, 0]


def test_an_attempt_knows_its_number_and_so_does_the_context_object() -> None:
    stage = Stage()
    stage.answers["F"] = [NO, NO]

    stage.run(machine({"T": task(payload={"n.$": "$$.State.RetryCount"}, Retry=[retry("No")])}))

    assert [(it.attempt, it.payload) for it in stage.invocations] == [(n, {"n": n}) for n in range(3)]


def test_an_execution_may_be_retried_for_longer_than_any_number_holds() -> None:
    times = times_of({"MaxAttempts": 2_000, "MaxDelaySeconds": 2}, failures=1_900)

    assert times[-1] == 1 + 2 * 1_899
