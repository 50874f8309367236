"""The single states that machines are made of. What leads where is decided by their callers.

The state of an execution is `{"saga_id", "input"}`; a step that gives a reply puts it under its own key
(`orders_create`), a failure puts `error`. A function that must succeed in the end and did not puts its failure
under its own key too. Nothing else is carried along: the payload stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from statemachines.names import Function
from statemachines.step import Given, Retry, Source, Step
from statemachines.table import PATIENT

Asl: TypeAlias = dict[str, Any]

INVOKE = "arn:${Partition}:states:::lambda:invoke"
WAIT = f"{INVOKE}.waitForTaskToken"

PARK = Function(name="recovery.park")
"""Not of any saga: where all of them wait for a person."""

BUSY = (
    "Transient",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)
"""What is retried before a step counts as failed: nothing of it says no, and nothing of it says that it ran."""

LOCKED = ("Locked",)
"""What says that another saga is at work on the same thing."""

ALL = ("States.ALL",)

START = 5
"""Seconds a task may take beyond its function's own limit, so that the function is cut off first."""

PARKED_FOR = 355 * 24 * 3600
"""Seconds a parked function waits for a person. An execution may last a year, part of which others may have taken:
approvers, of whom a saga with two others nested in it may wait for two, one after the other.
"""


def key_of(name: str) -> str:
    """The name of a function as a field of the state."""
    return name.replace(".", "_")


def inputs(takes: Mapping[str, Source]) -> Asl:
    return {f"{name}.$": path_of(source) for name, source in takes.items()}


def task(why: str, function: Function, payload: Asl) -> Asl:
    return {
        "Type": "Task",
        "Comment": why,
        "Resource": INVOKE,
        "Parameters": {"FunctionName": f"${{{function.placeholder}}}", "Payload": payload},
        "TimeoutSeconds": function.timeout + START,
    }


def retried(retry: Retry, errors: tuple[str, ...]) -> Asl:
    rule = {
        "ErrorEquals": list(errors),
        "IntervalSeconds": retry.first,
        "MaxAttempts": retry.attempts,
        "BackoffRate": 2,
        "MaxDelaySeconds": retry.longest,
        "JitterStrategy": "FULL",
    }
    return {"Retry": [rule]}


def caught(*, into: str, goes_to: str, errors: tuple[str, ...] = ALL) -> Asl:
    return {"ErrorEquals": list(errors), "ResultPath": f"$.{into}", "Next": goes_to}


def then(after: str | None) -> Asl:
    return {"Next": after} if after else {"End": True}


def ending(state: Asl, output: Asl) -> Asl:
    """The task's result becomes the output of the execution."""
    return {name: value for name, value in state.items() if name != "ResultPath"} | {"ResultSelector": output}


def parked(function: Function, step: Step, *, saga: str, retry: str, skip: str | None) -> Asl:
    """Where a function waits that must succeed and did not; a person's decision goes to `retry` or `skip`.

    The decision comes back as the whole state, with the input as it may have been corrected.
    """
    name, decided = parked_name(function), f"{function.name} decided"
    payload = {
        "token.$": "$$.Task.Token",
        "execution.$": "$$.Execution.Id",
        "saga": saga,
        "saga_id.$": "$.saga_id",
        "step": step.name,
        "function": function.name,
        "skippable": skip is not None,
        "error_in": key_of(function.name),
        "state.$": "$",
    }
    waiting: Asl = {
        "Type": "Task",
        "Comment": f"{function.name} keeps failing: a person retries it, corrects its input or skips it",
        "Resource": WAIT,
        "Parameters": {"FunctionName": f"${{{PARK.placeholder}}}", "Payload": payload},
        "TimeoutSeconds": PARKED_FOR,
    }
    waiting |= retried(PATIENT, ("States.TaskFailed",))
    if skip is None:
        return {name: waiting | then(retry)}
    on = {"Variable": "$.decision.action", "StringEquals": "skip", "Next": skip}
    return {name: waiting | then(decided), decided: {"Type": "Choice", "Choices": [on], "Default": retry}}


def parked_name(function: Function) -> str:
    return f"{function.name} parked"


def path_of(source: Source) -> str:
    if isinstance(source, Given):
        return f"$.input.{source.field}"
    return f"$.{key_of(source.step)}.{source.field}"
