"""What a state takes and gives, as in "Processing input and output" of AWS's developer guide.

The examples with `val1` and `val2` are those of the States Language, "Input and Output Processing".
"""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.errors import Unsupported
from statemachines.simulator.invocation import Success
from tests.unit.statemachines.simulator.stage import NO, YES, Stage, catch, machine, passing, task

SUM = {"title": "Numbers to add", "numbers": {"val1": 3, "val2": 4}}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def output_of_pass(data: Any, **fields: Any) -> Any:
    return Stage().run(machine({"P": passing(**fields)}), data).output


def test_a_task_invokes_its_function_with_the_payload_and_gives_lambda_s_answer(stage: Stage) -> None:
    stage.answers["F"] = [Success(7)]

    ended = stage.run(machine({"T": task()}), {"val1": 3, "val2": 4})

    assert (ended.status, ended.output["Payload"], ended.output["StatusCode"]) == ("SUCCEEDED", 7, 200)
    assert stage.invocations[0].payload == {"val1": 3, "val2": 4}


def test_input_path_selects_what_is_sent_and_result_path_adds_to_the_whole_input(stage: Stage) -> None:
    stage.answers["F"] = [Success(7)]
    state = task(InputPath="$.numbers", ResultSelector={"is.$": "$.Payload"}, ResultPath="$.sum")

    ended = stage.run(machine({"T": state}), SUM)

    assert stage.invocations[0].payload == {"val1": 3, "val2": 4}
    assert ended.output == SUM | {"sum": {"is": 7}}


def test_a_result_selector_makes_the_result_of_the_answer(stage: Stage) -> None:
    stage.answers["F"] = [Success({"total": 5, "more": 6})]

    ended = stage.run(machine({"T": task(ResultSelector={"all.$": "$.Payload.total", "kept": [1]})}))

    assert ended.output == {"all": 5, "kept": [1]}


def test_output_path_selects_from_what_result_path_made(stage: Stage) -> None:
    stage.answers["F"] = [YES]

    ended = stage.run(machine({"T": task(ResultPath="$.a", OutputPath="$.a.Payload")}), {"b": 1})

    assert ended.output == "yes"


def test_parameters_are_filled_in_however_deep_and_the_rest_stays() -> None:
    template = {"flagged": True, "parts": [{"first.$": "$.vals[0]"}, 2], "all.$": "$", "none": None}

    assert output_of_pass({"vals": [10]}, Parameters=template) == {
        "flagged": True,
        "parts": [{"first": 10}, 2],
        "all": {"vals": [10]},
        "none": None,
    }


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("$.master.detail", {"master": {"detail": 6, "x": 1}}),
        ("$.master.result.sum", {"master": {"detail": [1], "x": 1, "result": {"sum": 6}}}),
        ("$.new", {"master": {"detail": [1], "x": 1}, "new": 6}),
        ("$", 6),
        (None, {"master": {"detail": [1], "x": 1}}),
    ],
)
def test_a_result_replaces_is_added_or_is_discarded(path: str | None, made: Any) -> None:
    data = {"master": {"detail": [1], "x": 1}}

    assert output_of_pass(data, Result=6, ResultPath=path) == made
    assert data == {"master": {"detail": [1], "x": 1}}, "the input is shared and must stay as it was"


def test_without_a_result_path_the_result_replaces_the_input() -> None:
    assert output_of_pass({"a": 1}, Result={"b": 2}) == {"b": 2}


def test_a_pass_without_a_result_gives_what_it_takes() -> None:
    assert output_of_pass({"a": {"b": 2}}, InputPath="$.a") == {"b": 2}


def test_null_as_input_path_or_output_path_is_an_empty_object() -> None:
    assert output_of_pass({"a": 1}, InputPath=None) == {}
    assert output_of_pass({"a": 1}, OutputPath=None) == {}


def test_a_null_result_is_a_result() -> None:
    assert output_of_pass({"a": 1}, Result=None, ResultPath="$.b") == {"a": 1, "b": None}


@pytest.mark.parametrize(("data", "path"), [("foo", "$.x"), ({"a": 1}, "$.a.b"), ([1], "$.x")])
def test_a_result_that_cannot_be_put_into_the_input_fails_the_state(data: Any, path: str) -> None:
    ended = Stage().run(machine({"P": passing(Result=1, ResultPath=path)}), data)

    assert (ended.status, ended.error) == ("FAILED", "States.ResultPathMatchFailure")


def test_a_result_that_cannot_be_put_into_the_input_can_be_caught(stage: Stage) -> None:
    """The guide names two errors that States.ALL does not take, and this is none of them."""
    states = {"T": task(ResultPath="$.x", Catch=[catch("States.ALL", to="C")]), "C": passing()}

    ended = stage.run(machine(states), "foo")

    assert ended.path == ["T", "C"]
    assert ended.output["Error"] == "States.ResultPathMatchFailure"


@pytest.mark.parametrize(
    "fields",
    [
        {"InputPath": "$.no"},
        {"OutputPath": "$.Payload.no"},
        {"ResultSelector": {"x.$": "$.Payload.no"}},
        {"Parameters": {"FunctionName": "F", "Payload": {"x.$": "$.no"}}},
    ],
)
def test_a_path_that_finds_nothing_ends_the_execution_past_every_catch(fields: Any, stage: Stage) -> None:
    everything = {"Catch": [catch("States.ALL", to="C")], "Retry": [{"ErrorEquals": ["States.ALL"]}]}

    ended = stage.run(machine({"T": task() | fields | everything, "C": passing()}))

    assert (ended.status, ended.error, ended.path) == ("FAILED", "States.Runtime", ["T"])


def test_an_output_path_is_not_asked_when_an_error_was_caught(stage: Stage) -> None:
    stage.answers["F"] = [NO]
    state = task(OutputPath="$.Payload", Catch=[catch("No", to="C")])

    ended = stage.run(machine({"T": state, "C": passing()}))

    assert ended.output == {"Error": "No", "Cause": "because"}


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ({"x.$": "States.Format('{}', $.a)"}, "intrinsic"),
        ({"x.$": "$.a", "x": 1}, "twice"),
        ({"x.$": 7}, "path"),
        ({"x.$": "$$.Task.Token"}, "context object"),
    ],
)
def test_a_template_that_could_not_be_filled_in_is_refused(template: Any, why: str, stage: Stage) -> None:
    with pytest.raises(Unsupported, match=f"state 'P': Parameters: .*{why}"):
        stage.start(machine({"P": passing(Parameters=template)}))
