"""Answers of functions and the time a task has for them: "Task workflow state" of AWS's developer guide."""

from __future__ import annotations

import pytest

from statemachines.simulator.invocation import Answer, Failure, Invocation, Success
from tests.unit.statemachines.simulator.stage import (
    NEVER,
    NO,
    START,
    YES,
    After,
    Asl,
    Stage,
    Twice,
    catch,
    machine,
    passing,
    retry,
    task,
)

SLOW = machine(
    {
        "T": task(TimeoutSeconds=5, Catch=[catch("States.Timeout", to="C")], to="D"),
        "C": passing(),
        "D": passing(),
    }
)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_the_function_is_told_who_asks(stage: Stage) -> None:
    stage.run(machine({"T": task("OrdersCreate", payload={"a": 1})}))

    (invocation,) = stage.invocations
    assert invocation == Invocation(
        function="OrdersCreate", payload={"a": 1}, execution="e-1", state="T", attempt=0, token=None
    )


@pytest.mark.parametrize(
    "name",
    [
        "${F}",
        "F",
        "arn:aws:lambda:us-east-1:123456789012:function:F",
        "arn:${P}:lambda:eu-west-1:1:function:F",
    ],
)
def test_a_function_is_named_by_placeholder_by_name_or_by_arn(stage: Stage, name: str) -> None:
    stage.run(machine({"T": task() | {"Parameters": {"FunctionName": name}}}))

    assert [(it.function, it.payload) for it in stage.invocations] == [("F", {})]


def test_a_task_lasts_as_long_as_its_function(stage: Stage) -> None:
    stage.answers["F"] = [After(3.5, YES)]

    ended = stage.run(machine({"T": task()}))

    assert (ended.started, ended.ended) == (0, 3.5)


def test_a_function_that_is_too_slow_times_out_and_its_late_answer_is_heard_by_nobody(stage: Stage) -> None:
    stage.answers["F"] = [After(7, YES)]

    ended = stage.run(SLOW)

    assert (ended.path, ended.ended, ended.output["Error"]) == (["T", "C"], 5, "States.Timeout")
    assert stage.scheduler.now == 7, "the function goes on after the timeout"


def test_a_late_answer_is_not_taken_for_that_of_the_retry(stage: Stage) -> None:
    stage.answers["F"] = [After(7, YES), After(4, Failure("Late"))]
    state = task(TimeoutSeconds=5, Retry=[retry("States.Timeout", IntervalSeconds=1)])

    ended = stage.run(machine({"T": state}))

    assert (ended.error, ended.ended) == ("Late", 10)


def test_each_attempt_has_the_whole_time(stage: Stage) -> None:
    stage.answers["F"] = [After(4, NO), After(4, YES)]

    ended = stage.run(machine({"T": task(TimeoutSeconds=5, Retry=[retry("No")])}))

    assert (ended.status, ended.ended) == ("SUCCEEDED", 9)


def test_a_timeout_has_no_cause(stage: Stage) -> None:
    stage.answers["F"] = [NEVER]

    assert stage.run(SLOW).output == {"Error": "States.Timeout", "Cause": ""}


@pytest.mark.parametrize("second", [Success("again"), NO])
def test_only_the_first_answer_counts(stage: Stage, second: Answer) -> None:
    stage.answers["F"] = [Twice(Success("once"), second)]

    ended = stage.run(SLOW)

    assert (ended.path, stage.invocations[1:]) == (["T", "D"], [])
    assert ended.output["Payload"] == "once"
    assert stage.scheduler.now == 0, "and nothing waits for a timeout any more"


def test_two_failures_are_one(stage: Stage) -> None:
    stage.answers["F"] = [Twice(NO, NO)]

    assert stage.run(machine({"T": task(Retry=[retry("No")])})).status == "SUCCEEDED"
    assert len(stage.invocations) == 2


def test_a_task_that_sets_no_timeout_waits_for_more_than_three_years(stage: Stage) -> None:
    """The default of TimeoutSeconds is 99999999."""
    stage.answers["F"] = [After(99_999_998, YES), NEVER]

    assert stage.run(machine({"T": task(to="U"), "U": task()})).error == "States.Timeout"
    assert stage.scheduler.now == 99_999_998 + 99_999_999


def test_the_context_object_tells_of_execution_state_and_machine(stage: Stage) -> None:
    stage.answers["F"] = [After(2.25, YES)]
    asked = {
        "id.$": "$$.Execution.Id",
        "name.$": "$$.Execution.Name",
        "start.$": "$$.Execution.StartTime",
        "a.$": "$$.Execution.Input.a",
        "state.$": "$$.State.Name",
        "entered.$": "$$.State.EnteredTime",
        "machine.$": "$$.StateMachine.Name",
    }
    first: Asl = task(ResultPath=None, to="P")

    ended = stage.run(machine({"T": first, "P": passing(Parameters=asked)}), {"a": 1})

    assert START.isoformat() == "2026-01-01T00:00:00+00:00"
    assert ended.output == {
        "id": ended.id,
        "name": "e-1",
        "start": "2026-01-01T00:00:00.000Z",
        "a": 1,
        "state": "P",
        "entered": "2026-01-01T00:00:02.250Z",
        "machine": "m",
    }


def test_an_execution_is_identified_by_an_arn_of_its_machine_and_its_name(stage: Stage) -> None:
    assert stage.start(machine({"P": passing()})).id.split(":")[5:] == ["execution", "m", "e-1"]
