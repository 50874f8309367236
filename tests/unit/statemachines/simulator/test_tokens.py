"""Waiting for a task token: "Wait for a Callback with Task Token" of AWS's developer guide."""

from __future__ import annotations

import pytest

from statemachines.simulator.invocation import Failure, Success
from statemachines.simulator.stepfunctions import TooLarge, UnknownToken
from tests.unit.statemachines.simulator.stage import (
    NEVER,
    NO,
    YES,
    After,
    Stage,
    Twice,
    catch,
    machine,
    parallel,
    passing,
    retry,
    task,
    waiting,
)

CAUGHT = [catch("States.ALL", to="C", ResultPath="$.error")]


@pytest.fixture
def stage() -> Stage:
    return Stage()


def token_of(stage: Stage, number: int = -1) -> str:
    token = stage.invocations[number].token
    assert token is not None
    assert stage.invocations[number].payload == {"token": token}
    return token


def test_the_state_waits_after_its_function_has_answered_until_the_token_is_answered(stage: Stage) -> None:
    execution = stage.start(machine({"W": waiting(TimeoutSeconds=100)}))
    stage.scheduler.run(until=60)
    assert execution.status == "RUNNING"

    stage.service.succeed(token_of(stage), {"decision": "retry"})
    stage.scheduler.run()

    assert (execution.status, execution.ended) == ("SUCCEEDED", 60)
    assert execution.output == {"decision": "retry"}, "the function's own answer is not part of it"


def test_a_token_may_be_failed_and_the_error_is_caught_as_any_other(stage: Stage) -> None:
    execution = stage.start(machine({"W": waiting(Catch=CAUGHT), "C": passing()}))
    stage.scheduler.run(until=1)

    stage.service.fail(token_of(stage), error="Refused", cause="by olga")
    stage.scheduler.run()

    assert execution.output["error"] == {"Error": "Refused", "Cause": "by olga"}


def test_a_token_is_answered_once(stage: Stage) -> None:
    execution = stage.start(machine({"W": waiting(to="X"), "X": waiting()}))
    stage.scheduler.run(until=1)
    token = token_of(stage)
    stage.service.succeed(token, 1)

    with pytest.raises(UnknownToken):
        stage.service.succeed(token, 2)
    with pytest.raises(UnknownToken):
        stage.service.fail(token, error="No")
    stage.scheduler.run(until=2)

    assert execution.path == ["W", "X"]
    assert execution.status == "RUNNING"


def test_a_token_nobody_ever_had_is_unknown(stage: Stage) -> None:
    with pytest.raises(UnknownToken):
        stage.service.succeed("token", {})


def test_a_token_that_timed_out_is_unknown(stage: Stage) -> None:
    ended = stage.run(machine({"W": waiting(TimeoutSeconds=9)}))

    assert (ended.error, ended.ended) == ("States.Timeout", 9)
    with pytest.raises(UnknownToken):
        stage.service.succeed(token_of(stage), {})


def test_the_timeout_counts_from_the_invocation_of_the_function(stage: Stage) -> None:
    stage.answers["F"] = [After(5, YES)]

    assert stage.run(machine({"W": waiting(TimeoutSeconds=9)})).ended == 9


def test_each_attempt_has_a_token_of_its_own_and_the_old_one_is_unknown(stage: Stage) -> None:
    stage.answers["F"] = [NO]
    execution = stage.start(machine({"W": waiting(Retry=[retry("No")])}))
    stage.scheduler.run(until=2)

    with pytest.raises(UnknownToken):
        stage.service.succeed(token_of(stage, 0), "old")
    stage.service.succeed(token_of(stage, 1), "new")
    stage.scheduler.run()

    assert execution.output == "new"


def test_a_function_that_fails_fails_the_state_and_takes_the_token_with_it(stage: Stage) -> None:
    stage.answers["F"] = [After(3, Failure("Broken"))]

    ended = stage.run(machine({"W": waiting(Catch=CAUGHT), "C": passing()}))

    assert (ended.path, ended.ended) == (["W", "C"], 3)
    with pytest.raises(UnknownToken):
        stage.service.succeed(token_of(stage), {})


@pytest.mark.parametrize("second", [YES, Failure("Broken")])
def test_only_the_first_answer_of_the_function_counts_while_the_state_waits(
    stage: Stage, second: Success | Failure
) -> None:
    stage.answers["F"] = [Twice(YES, second)]
    execution = stage.start(machine({"W": waiting(Catch=CAUGHT), "C": passing()}))
    stage.scheduler.run(until=1)

    stage.service.succeed(token_of(stage), "decided")
    stage.scheduler.run()

    assert (execution.path, execution.output) == (["W"], "decided")
    assert execution.history == 8, "and it was submitted once"


@pytest.mark.parametrize("late", [YES, Failure("Broken")])
def test_a_token_may_be_answered_before_the_function_has_answered(stage: Stage, late: Failure) -> None:
    stage.answers["F"] = [After(3, late)]
    execution = stage.start(machine({"W": waiting()}))
    stage.scheduler.run(until=1)

    stage.service.succeed(token_of(stage), "early")
    stage.scheduler.run()

    assert (execution.output, execution.ended) == ("early", 1)


def test_the_token_of_a_branch_that_was_cut_off_is_unknown(stage: Stage) -> None:
    stage.answers["G"] = [After(2, NO)]
    states = {"P": parallel({"W": waiting()}, {"T": task("G")}, Catch=CAUGHT), "C": passing()}

    stage.run(machine(states))

    (invocation,) = [it for it in stage.invocations if it.function == "F"]
    assert invocation.token is not None
    with pytest.raises(UnknownToken):
        stage.service.succeed(invocation.token, {})


def test_the_token_of_a_stopped_execution_is_unknown(stage: Stage) -> None:
    stage.answers["F"] = [NEVER]
    execution = stage.start(machine({"W": waiting()}))
    stage.scheduler.run(until=1)

    stage.service.stop(execution)

    with pytest.raises(UnknownToken):
        stage.service.succeed(token_of(stage), {})


def test_an_output_that_is_too_large_is_refused_and_the_state_goes_on_waiting(stage: Stage) -> None:
    """SendTaskSuccess takes at most 262,144 bytes: API reference."""
    execution = stage.start(machine({"W": waiting()}))
    stage.scheduler.run(until=1)

    with pytest.raises(TooLarge):
        stage.service.succeed(token_of(stage), "x" * 262_143)
    stage.service.succeed(token_of(stage), "x" * 262_142)
    stage.scheduler.run()

    assert execution.status == "SUCCEEDED"
