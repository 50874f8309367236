"""What the interpreter cannot run as AWS does, it refuses when it reads the machine, with the state and the field."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.errors import Unsupported
from statemachines.simulator.machine import Machine
from tests.unit.statemachines.simulator.stage import (
    Asl,
    catch,
    machine,
    parallel,
    passing,
    retry,
    task,
    waiting,
)

WAIT_STATE = {"Type": "Wait", "Seconds": 1, "End": True}


def refused(asl: Any) -> str:
    with pytest.raises(Unsupported) as told:
        Machine.of("m", asl)
    return f"{told.value.where}: {told.value.field}"


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ({"Type": "Map", "End": True}, "Type"),
        ({"Type": "pass", "End": True}, "Type"),
        ({"End": True}, "Type"),
        (passing(Assign={"a": 1}), "Assign"),
        (passing(QueryLanguage="JSONata"), "QueryLanguage"),
        (passing(Output="{% 1 %}"), "Output"),
        (passing(TimeoutSeconds=1), "TimeoutSeconds"),
        (passing(Retry=[]), "Retry"),
        (passing(Parameters=[1]), "Parameters"),
        (passing(Parameters={}, Result=1), "Result"),
        (passing(InputPath="$.a[*]"), "InputPath"),
        (passing(InputPath=7), "InputPath"),
        (passing(ResultPath="$.a[0]"), "ResultPath"),
        (passing(ResultPath="$$.Execution.Input"), "ResultPath"),
        (passing(Next="X"), "Next"),
        ({"Type": "Pass"}, "Next"),
        ({"Type": "Pass", "End": False}, "End"),
        (passing(to="nowhere"), "Next"),
        (task(Catch=[catch("No", to="nowhere")]), "Catch"),
        (task() | {"Resource": "arn:aws:states:::sqs:sendMessage"}, "Resource"),
        (task() | {"Resource": "arn:aws:states:::lambda:invoke.sync"}, "Resource"),
        (task() | {"Resource": "arn:aws:lambda:us-east-1:1:function:F"}, "Resource"),
        (task(HeartbeatSeconds=1), "HeartbeatSeconds"),
        (task(TimeoutSecondsPath="$.t"), "TimeoutSecondsPath"),
        (task(TimeoutSeconds=0), "TimeoutSeconds"),
        (task(TimeoutSeconds=True), "TimeoutSeconds"),
        (task(Credentials={}), "Credentials"),
        (parallel(), "Branches"),
        (parallel({"A": passing()}, TimeoutSeconds=1), "TimeoutSeconds"),
        ({"Type": "Choice", "Choices": []}, "Choices"),
        ({"Type": "Choice", "Choices": {}}, "Choices"),
        ({"Type": "Wait", "Timestamp": "2026-01-01T00:00:00Z", "End": True}, "Seconds"),
        (WAIT_STATE | {"SecondsPath": "$.n"}, "Seconds"),
        (WAIT_STATE | {"Seconds": -1}, "Seconds"),
        ({"Type": "Fail"}, "Error"),
        ({"Type": "Fail", "ErrorPath": "$.e"}, "Error"),
        ({"Type": "Fail", "Error": "E", "CausePath": "$.c"}, "CausePath"),
        ({"Type": "Succeed", "End": True}, "End"),
    ],
)
def test_a_state_with_something_unknown_is_refused_and_the_field_named(state: Asl, field: str) -> None:
    assert refused(machine({"S": state})) == f"state 'S': {field}"


@pytest.mark.parametrize(
    ("call", "field"),
    [
        ({"FunctionName.$": "$.f"}, "FunctionName"),
        ({"FunctionName": "F", "Qualifier": "live"}, "Qualifier"),
        ({"FunctionName": "F", "InvocationType": "Event"}, "InvocationType"),
        ({"FunctionName": "F", "Payload": {"x.$": "States.UUID()"}}, "Payload"),
        ({"FunctionName": "F", "Payload": {"x.$": "$$.Task.Token"}}, "Payload"),
        ({"FunctionName": "F", "Payload.$": "$..a"}, "Payload.$"),
        (None, "definition"),
    ],
)
def test_an_invocation_with_something_unknown_is_refused(call: Any, field: str) -> None:
    assert refused(machine({"S": task() | {"Parameters": call}})) == f"state 'S', Parameters: {field}"


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"IntervalSeconds": 0}, "IntervalSeconds"),
        ({"IntervalSeconds": 1.5}, "IntervalSeconds"),
        ({"MaxAttempts": -1}, "MaxAttempts"),
        ({"BackoffRate": 0.5}, "BackoffRate"),
        ({"BackoffRate": "2"}, "BackoffRate"),
        ({"MaxDelaySeconds": 0}, "MaxDelaySeconds"),
        ({"JitterStrategy": "HALF"}, "JitterStrategy"),
        ({"Next": "S"}, "Next"),
    ],
)
def test_a_retry_with_something_unknown_is_refused(rule: Asl, field: str) -> None:
    assert refused(machine({"S": task(Retry=[retry("No") | rule])})) == f"state 'S', Retry 1: {field}"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"QueryLanguage": "JSONata"}, "QueryLanguage"),
        ({"Version": "2.0"}, "Version"),
        ({"TimeoutSeconds": "1"}, "TimeoutSeconds"),
        ({"StartAt": "nowhere"}, "StartAt"),
        ({"StartAt": None}, "StartAt"),
        ({"States": None}, "States"),
        ({"ProcessorConfig": {}}, "ProcessorConfig"),
    ],
)
def test_a_machine_with_something_unknown_is_refused(more: Asl, field: str) -> None:
    assert refused(machine({"S": passing()}) | more) == f"machine 'm': {field}"


def test_what_is_no_object_is_no_machine() -> None:
    assert refused([]) == "machine 'm': definition"


def test_a_transition_out_of_a_branch_is_refused() -> None:
    """States of a branch and those outside of it cannot lead to one another: "Parallel workflow state"."""
    assert refused(machine({"P": parallel({"A": passing(to="Z")}), "Z": passing()})) == "state 'A': Next"
    assert refused(machine({"P": parallel({"A": passing()}, to="A")})) == "state 'P': Next"


def test_two_states_of_one_name_are_refused_also_in_different_branches() -> None:
    assert refused(machine({"P": parallel({"A": passing()}, {"A": passing()})})) == "state 'A': name"


def test_a_token_is_known_only_where_the_state_waits_for_it() -> None:
    assert Machine.of("m", machine({"W": waiting()})).name == "m"


def test_comments_may_stand_anywhere() -> None:
    rules: Asl = {"Retry": [retry("No", Comment="-")], "Catch": [catch("No", to="C", Comment="-")]}

    commented = machine({"T": task(Comment="-", **rules), "C": passing()}, Comment="-")

    assert Machine.of("m", commented).main.start == "T"
