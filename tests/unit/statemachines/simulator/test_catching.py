"""Catch and the names of errors: "Handling errors in Step Functions workflows" of AWS's developer guide."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachines.simulator.errors import Unsupported
from statemachines.simulator.invocation import Failure, raised
from tests.unit.statemachines.simulator.stage import (
    NEVER,
    NO,
    Asl,
    Stage,
    catch,
    machine,
    parallel,
    passing,
    retry,
    task,
)

SANDBOX = Failure("Sandbox.Timedout")
NO_MATCH = {"Type": "Choice", "Choices": [{"Variable": "$$.State.Name", "StringEquals": "-", "Next": "D"}]}


def caught_by(names: tuple[str, ...], answer: Any) -> bool:
    stage = Stage()
    stage.answers["F"] = [answer]
    state = task(TimeoutSeconds=5, Catch=[catch(*names, to="C")])
    return stage.run(machine({"T": state, "C": passing()})).path == ["T", "C"]


@pytest.mark.parametrize("answer", [NO, NEVER, SANDBOX, Failure("Lambda.Unknown")])
def test_all_takes_every_error_of_a_task(answer: Any) -> None:
    assert caught_by(("States.ALL",), answer)


def test_task_failed_takes_every_error_but_a_timeout() -> None:
    assert caught_by(("States.TaskFailed",), NO)
    assert caught_by(("States.TaskFailed",), SANDBOX)
    assert not caught_by(("States.TaskFailed",), NEVER)
    assert caught_by(("States.TaskFailed", "States.Timeout"), NEVER)


def test_task_failed_takes_what_is_no_task_s_error_too() -> None:
    branch = {"N": NO_MATCH, "D": passing()}
    state = parallel(branch, Catch=[catch("States.TaskFailed", to="C")])

    ended = Stage().run(machine({"P": state, "C": passing()}))

    assert ended.output["Error"] == "States.NoChoiceMatched"


def test_an_error_is_taken_by_its_very_name() -> None:
    assert caught_by(("Other", "No"), NO)
    assert not caught_by(("no", "Nope"), NO)
    assert caught_by(("States.Timeout",), NEVER)
    assert not caught_by(("States.Timeout",), SANDBOX)


def test_a_function_s_own_timeout_is_not_the_state_s() -> None:
    assert not caught_by(("States.Timeout",), SANDBOX)


@pytest.mark.parametrize("named", ["States.ALL", "States.TaskFailed", "States.Runtime"])
def test_runtime_ends_the_execution_whatever_a_retry_or_a_catch_says(named: str) -> None:
    rules: Asl = {"Retry": [retry(named)], "Catch": [catch(named, to="C")]}
    state = task(payload={"x.$": "$.nothing"}, **rules)

    ended = Stage().run(machine({"T": state, "C": passing()}))

    assert (ended.status, ended.error, ended.ended) == ("FAILED", "States.Runtime", 0)


def test_runtime_in_a_branch_ends_the_execution_too() -> None:
    branch = {"T": task(payload={"x.$": "$.nothing"})}
    state = parallel(branch, Catch=[catch("States.ALL", to="C")])

    ended = Stage().run(machine({"P": state, "C": passing()}))

    assert (ended.status, ended.error, ended.path) == ("FAILED", "States.Runtime", ["P", "T"])


def test_catchers_are_asked_in_order_and_the_first_that_takes_the_error_counts() -> None:
    stage = Stage()
    stage.answers["F"] = [NO]
    rules = [catch("Other", to="A"), catch("No", to="B"), catch("States.ALL", to="C")]
    states = {"T": task(Catch=rules), "A": passing(), "B": passing(), "C": passing()}

    assert stage.run(machine(states)).path == ["T", "B"]


def test_an_error_that_nothing_takes_fails_the_execution_with_its_name_and_cause() -> None:
    stage = Stage()
    stage.answers["F"] = [NO]

    ended = stage.run(machine({"T": task(Catch=[catch("Other", to="C")]), "C": passing()}))

    assert (ended.status, ended.error, ended.cause, ended.output) == ("FAILED", "No", "because", None)


def test_without_a_result_path_the_error_replaces_the_input() -> None:
    stage = Stage()
    stage.answers["F"] = [NO]

    ended = stage.run(machine({"T": task(Catch=[catch("No", to="C")]), "C": passing()}), {"a": 1})

    assert ended.output == {"Error": "No", "Cause": "because"}


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("$.error", {"a": {"b": 1}, "error": {"Error": "No", "Cause": "because"}}),
        ("$.a.c.d", {"a": {"b": 1, "c": {"d": {"Error": "No", "Cause": "because"}}}}),
        (None, {"a": {"b": 1}}),
    ],
)
def test_with_a_result_path_the_error_is_put_into_the_state_s_input(path: str | None, made: Any) -> None:
    stage = Stage()
    stage.answers["F"] = [NO]
    state = task(InputPath="$.a", Catch=[catch("No", to="C", ResultPath=path)])

    assert stage.run(machine({"T": state, "C": passing()}), {"a": {"b": 1}}).output == made


def test_errors_caught_one_after_the_other_stand_beside_one_another() -> None:
    stage = Stage()
    stage.answers["F"], stage.answers["G"] = [NO], [Failure("Worse")]
    first = task("F", Catch=[catch("States.ALL", to="U", ResultPath="$.errors.first")])
    undo = task("G", Catch=[catch("States.ALL", to="C", ResultPath="$.errors.undo")])

    ended = stage.run(machine({"T": first, "U": undo, "C": passing()}), {"id": 1})

    assert ended.output["id"] == 1
    assert [ended.output["errors"][name]["Error"] for name in ("first", "undo")] == ["No", "Worse"]


def test_an_error_that_cannot_be_put_into_the_input_fails_the_execution() -> None:
    stage = Stage()
    stage.answers["F"] = [NO]
    state = task(Catch=[catch("States.ALL", to="C", ResultPath="$.x")])

    assert stage.run(machine({"T": state, "C": passing()}), "text").error == "States.ResultPathMatchFailure"


def test_the_cause_of_an_exception_is_the_json_that_lambda_makes_of_it() -> None:
    """ "AWS Lambda function errors" in the Lambda guide: errorType is the class, errorMessage its text."""
    failure = raised("Rejected", 'OUT_OF_STOCK: no "tea"')

    assert failure.error == "Rejected"
    assert json.loads(failure.cause) == {"errorMessage": 'OUT_OF_STOCK: no "tea"', "errorType": "Rejected"}


@pytest.mark.parametrize("kind", ["Retry", "Catch"])
@pytest.mark.parametrize(
    "lists", [[["States.ALL", "No"]], [["States.ALL"], ["No"]], [[]], ["No"], [[7]], [{"x": 1}]]
)
def test_all_must_stand_alone_and_last_and_names_must_be_names(kind: str, lists: list[Any]) -> None:
    to = {"Next": "C"} if kind == "Catch" else {}
    rules: Asl = {kind: [{"ErrorEquals": names, **to} for names in lists]}

    with pytest.raises(Unsupported, match=rf"state 'T', {kind} 1: ErrorEquals: .*must"):
        Stage().start(machine({"T": task(**rules), "C": passing()}))
