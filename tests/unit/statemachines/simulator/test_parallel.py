"""Parallel: "Parallel workflow state" of AWS's developer guide and "Parallel State" of the States Language."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.invocation import Failure, Success
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
)

CAUGHT = [catch("States.ALL", to="C", ResultPath="$.error")]


@pytest.fixture
def stage() -> Stage:
    return Stage()


def two(**more: Any) -> Asl:
    return parallel({"A": task("F")}, {"B": task("G")}, **more)


def test_every_branch_gets_the_input_and_the_result_is_their_outputs_in_order(stage: Stage) -> None:
    stage.answers["F"] = [After(5, Success(1))]
    stage.answers["G"] = [After(1, Success(2))]

    ended = stage.run(machine({"P": two(ResultPath="$.all")}), {"n": 7})

    assert [it["Payload"] for it in ended.output["all"]] == [1, 2]
    assert [it.payload for it in stage.invocations] == [{"n": 7}, {"n": 7}]
    assert ended.ended == 5, "the longest branch says when"


def test_branches_begin_at_the_same_time_and_either_may_be_first() -> None:
    paths = {tuple(Stage(seed).run(machine({"P": two()})).path) for seed in range(20)}

    assert paths == {("P", "A", "B"), ("P", "B", "A")}


def test_parameters_make_the_input_of_the_branches(stage: Stage) -> None:
    stage.run(machine({"P": two(Parameters={"only.$": "$.n"})}), {"n": 7, "m": 8})

    assert [it.payload for it in stage.invocations] == [{"only": 7}, {"only": 7}]


def test_a_branch_that_fails_fails_the_state_with_its_own_error(stage: Stage) -> None:
    stage.answers["F"] = [NO]

    ended = stage.run(machine({"P": two(Catch=CAUGHT), "C": passing()}), {"n": 1})

    assert ended.output == {"n": 1, "error": {"Error": "No", "Cause": "because"}}


def test_without_a_catch_it_fails_the_execution(stage: Stage) -> None:
    stage.answers["G"] = [NO]

    assert stage.run(machine({"P": two()})).error == "No"


def test_a_branch_is_cut_off_when_another_fails_and_its_function_goes_on_unheard(stage: Stage) -> None:
    stage.answers["F"] = [After(1, NO)]
    stage.answers["G"] = [After(4, YES)]
    states = {
        "P": parallel({"A": task("F")}, {"B": task("G", to="B2"), "B2": task("H")}, Catch=CAUGHT),
        "C": passing(),
    }

    ended = stage.run(machine(states))

    assert sorted(ended.path) == ["A", "B", "C", "P"]
    assert ended.ended == 1
    assert stage.scheduler.now == 4, "the function was at work until then"
    assert "H" not in [it.function for it in stage.invocations]


def test_a_branch_that_waits_for_its_retry_is_cut_off_too(stage: Stage) -> None:
    stage.answers["F"] = [After(1, NO)]
    stage.answers["G"] = [Failure("Busy")] * 3
    slow = task("G", Retry=[retry("Busy", IntervalSeconds=9)])

    ended = stage.run(machine({"P": parallel({"A": task("F")}, {"B": slow}, Catch=CAUGHT), "C": passing()}))

    assert ended.ended == 1
    assert stage.scheduler.now == 1, "there is no second attempt"
    assert len([it for it in stage.invocations if it.function == "G"]) == 1


def test_a_branch_in_a_wait_or_in_a_parallel_of_its_own_is_cut_off_too(stage: Stage) -> None:
    stage.answers["F"] = [After(1, NO)]
    wait = {"W": {"Type": "Wait", "Seconds": 100, "End": True}}
    inner = {"Q": parallel({"V": {"Type": "Wait", "Seconds": 100, "End": True}})}

    ended = stage.run(machine({"P": parallel({"A": task("F")}, wait, inner, Catch=CAUGHT), "C": passing()}))

    assert (ended.status, ended.ended, stage.scheduler.now) == ("SUCCEEDED", 1, 1)


def test_only_the_first_of_two_failures_is_told(stage: Stage) -> None:
    stage.answers["F"] = [After(2, Failure("Second"))]
    stage.answers["G"] = [After(1, Failure("First"))]

    ended = stage.run(machine({"P": two(Catch=CAUGHT), "C": passing()}))

    assert ended.output["error"]["Error"] == "First"
    assert ended.path.count("C") == 1


def test_a_failure_that_is_caught_inside_its_branch_cuts_nothing_off(stage: Stage) -> None:
    stage.answers["F"] = [NO]
    careful = {"A": task("F", Catch=[catch("No", to="A2")]), "A2": passing(Result="mended")}

    ended = stage.run(machine({"P": parallel(careful, {"B": task("G")})}))

    assert ended.output[0] == "mended"
    assert ended.output[1]["StatusCode"] == 200


def test_a_retry_runs_all_branches_again(stage: Stage) -> None:
    stage.answers["F"] = [NO]

    ended = stage.run(machine({"P": two(Retry=[retry("No", IntervalSeconds=3)])}))

    assert (ended.status, ended.ended) == ("SUCCEEDED", 3)
    assert [it.function for it in stage.invocations].count("F") == 2


def test_an_answer_from_before_the_retry_is_not_taken_for_one_after_it(stage: Stage) -> None:
    stage.answers["F"] = [After(1, NO)]
    stage.answers["G"] = [After(4, Success("old")), After(5, Success("new"))]

    ended = stage.run(machine({"P": two(Retry=[retry("No", IntervalSeconds=2)])}))

    assert (ended.output[1]["Payload"], ended.ended) == ("new", 8)


def test_a_fail_state_in_a_branch_fails_the_parallel_and_can_be_caught() -> None:
    branch = {"A": {"Type": "Fail", "Error": "Enough", "Cause": "of it"}}

    ended = Stage().run(machine({"P": parallel(branch, Catch=CAUGHT), "C": passing()}))

    assert ended.output["error"] == {"Error": "Enough", "Cause": "of it"}


def test_a_succeed_state_in_a_branch_ends_that_branch_only(stage: Stage) -> None:
    stage.answers["G"] = [After(3, YES)]

    ended = stage.run(machine({"P": parallel({"A": {"Type": "Succeed"}}, {"B": task("G")})}), {"n": 1})

    assert (ended.output[0], ended.output[1]["Payload"], ended.ended) == ({"n": 1}, "yes", 3)


def test_no_choice_matched_in_a_branch_can_be_caught_outside() -> None:
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "A2"}]}
    states = {"P": parallel({"A": choice, "A2": passing()}, Catch=CAUGHT), "C": passing()}

    assert Stage().run(machine(states), {"n": 2}).output["error"]["Error"] == "States.NoChoiceMatched"


def test_the_error_of_an_inner_parallel_goes_out_through_the_outer_one(stage: Stage) -> None:
    stage.answers["F"] = [NO]

    ended = stage.run(machine({"P": parallel({"Q": two()}, {"D": task("H")}, Catch=CAUGHT), "C": passing()}))

    assert ended.output["error"]["Error"] == "No"
