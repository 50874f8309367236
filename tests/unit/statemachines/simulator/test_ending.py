"""How executions end: Fail, the machine's own timeout, a stop from outside.

"Handling errors in Step Functions workflows" of AWS's developer guide: catchers are not available for failures of
the execution itself; "StopExecution" of the API reference: the status is ABORTED.
"""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.stepfunctions import Execution, TooLarge
from tests.unit.statemachines.simulator.stage import (
    NEVER,
    NO,
    YES,
    After,
    Asl,
    Decided,
    Stage,
    catch,
    machine,
    parallel,
    passing,
    retry,
    task,
    waiting,
)

CAUGHT = [catch("States.ALL", to="C")]

EVERYWHERE = machine(
    {
        "pass": passing(to="choice"),
        "choice": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.n", "IsPresent": True, "Next": "task"}],
            "Default": "C",
        },
        "task": task("F", Catch=CAUGHT, ResultPath=None, to="wait"),
        "wait": {"Type": "Wait", "Seconds": 3, "Next": "token"},
        "token": waiting("W", Catch=CAUGHT, ResultPath=None, TimeoutSeconds=50, to="both"),
        "both": parallel({"left": task("G")}, {"right": task("H")}, Catch=CAUGHT, to="succeed"),
        "succeed": {"Type": "Succeed"},
        "C": passing(),
    }
)
STATES = ["pass", "choice", "task", "wait", "token", "both", "left", "right", "succeed"]
LASTING = ["task", "wait", "token", "both", "left", "right"]


@pytest.fixture
def stage() -> Stage:
    return Stage()


def run_everywhere(stage: Stage, *, stop_in: str, after: float) -> Execution:
    """Through every kind of state; stopped so many seconds after it entered one."""
    stage.answers["W"] = [Decided(2, {"n": 1})]
    for function in "FGH":
        stage.answers[function] = [After(2, YES)]

    def on_entered(execution: Execution, state: str) -> None:
        if state == stop_in and after:
            stage.scheduler.after(after, lambda: stage.service.stop(execution, error="Killed", cause="test"))
        elif state == stop_in:
            stage.service.stop(execution, error="Killed", cause="test")

    stage.on_entered = on_entered
    return stage.run(EVERYWHERE, {"n": 1})


def test_the_machine_that_is_stopped_in_each_of_its_states_would_otherwise_pass_them_all(
    stage: Stage,
) -> None:
    ended = run_everywhere(stage, stop_in="-", after=0)

    assert ended.status == "SUCCEEDED"
    assert sorted(ended.path) == sorted(STATES)


@pytest.mark.parametrize("state", LASTING)
def test_an_execution_stopped_inside_a_state_is_aborted_and_no_catch_runs(stage: Stage, state: str) -> None:
    ended = run_everywhere(stage, stop_in=state, after=1)

    assert (ended.status, ended.error, ended.cause, ended.output) == ("ABORTED", "Killed", "test", None)
    assert not {"C", "succeed"} & set(ended.path)
    assert stage.ended == [ended]


@pytest.mark.parametrize("state", STATES)
def test_an_execution_stopped_the_moment_it_enters_a_state_does_nothing_there(
    stage: Stage, state: str
) -> None:
    ended = run_everywhere(stage, stop_in=state, after=0)

    assert (ended.status, ended.path[-1]) == ("ABORTED", state)
    assert state not in [it.state for it in stage.invocations]
    assert stage.ended == [ended]


def test_a_function_at_work_when_its_execution_is_stopped_goes_on_unheard(stage: Stage) -> None:
    stage.answers["F"] = [After(5, YES)]
    execution = stage.start(machine({"T": task(to="U"), "U": task("G")}))
    stage.scheduler.run(until=1)

    stage.service.stop(execution)
    stage.scheduler.run()

    assert (execution.status, execution.ended, stage.scheduler.now) == ("ABORTED", 1, 5)
    assert execution.path == ["T"]


def test_what_is_over_cannot_be_stopped(stage: Stage) -> None:
    execution = stage.run(machine({"P": passing()}))

    stage.service.stop(execution, error="Killed")

    assert (execution.status, execution.error) == ("SUCCEEDED", None)
    assert len(stage.ended) == 1


def test_an_execution_past_its_own_timeout_is_timed_out_and_no_catch_runs(stage: Stage) -> None:
    stage.answers["F"] = [NEVER]
    states = {"T": task(Catch=CAUGHT, Retry=[retry("States.ALL")]), "C": passing()}

    ended = stage.run(machine(states, TimeoutSeconds=30))

    assert (ended.status, ended.error, ended.ended) == ("TIMED_OUT", "States.Timeout", 30)
    assert ended.path == ["T"]


def test_the_timeout_of_the_machine_counts_pauses_and_waits(stage: Stage) -> None:
    stage.answers["F"] = [NO] * 9
    state = task(Retry=[retry("No", IntervalSeconds=8, MaxAttempts=9)])

    ended = stage.run(machine({"T": state}, TimeoutSeconds=10))

    assert (ended.status, len(stage.times), ended.ended) == ("TIMED_OUT", 2, 10)


def test_an_execution_that_ends_in_time_leaves_no_timeout_behind(stage: Stage) -> None:
    stage.run(machine({"P": passing()}, TimeoutSeconds=31_536_000))

    assert stage.scheduler.now == 0


def test_a_fail_state_fails_the_execution_with_its_error_and_cause() -> None:
    ended = Stage().run(machine({"X": {"Type": "Fail", "Error": "Enough", "Cause": "of it"}}))

    assert (ended.status, ended.error, ended.cause) == ("FAILED", "Enough", "of it")


def test_a_succeed_state_gives_its_input() -> None:
    assert Stage().run(machine({"S": {"Type": "Succeed", "OutputPath": "$.a"}}), {"a": 1}).output == 1


@pytest.mark.parametrize("fields", [{"Seconds": 4}, {"SecondsPath": "$.n"}])
def test_a_wait_state_waits_so_many_seconds_and_passes_its_input_on(fields: Asl) -> None:
    ended = Stage().run(machine({"W": {"Type": "Wait", "End": True, **fields}}), {"n": 4})

    assert (ended.ended, ended.output) == (4, {"n": 4})


@pytest.mark.parametrize("seconds", [-1, 1.5, "1", None, True])
def test_a_wait_for_what_is_no_number_of_seconds_ends_the_execution(seconds: Any) -> None:
    ended = Stage().run(machine({"W": {"Type": "Wait", "SecondsPath": "$.n", "End": True}}), {"n": seconds})

    assert ended.error == "States.Runtime"


def test_who_listens_is_told_of_each_end_once(stage: Stage) -> None:
    stage.answers["F"] = [NO]

    one = stage.start(machine({"T": task()}), name="one")
    two = stage.start(machine({"P": passing()}), name="two")
    stage.scheduler.run()

    assert {(it.name, it.status.value) for it in stage.ended} == {("one", "FAILED"), ("two", "SUCCEEDED")}
    assert len(stage.ended) == 2
    assert {one, two} == set(stage.ended)


def test_an_input_that_is_too_large_starts_nothing(stage: Stage) -> None:
    with pytest.raises(TooLarge):
        stage.start(machine({"P": passing()}), "x" * 262_143)
