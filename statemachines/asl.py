"""From a plan to Amazon States Language, in JSONPath, with `${Placeholder}` for function ARNs.

The state of an execution is `{"saga_id", "input"}`; a step that gives a reply puts it under its own name
(`orders_create`), a failure puts `error`. Nothing else is carried along: the payload stays small.

A compensated saga succeeds, with its outcome and reason: an execution that fails means a person is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from lambdas.shared.contract import Status
from statemachines.plan import Backward, Forward, Plan, Settle, undo_state
from statemachines.step import Given, Kind, Parallel, Retry, Source, Step
from statemachines.table import PATIENT

Asl: TypeAlias = dict[str, Any]

INVOKE = "arn:${Partition}:states:::lambda:invoke"

COMPLETED = "COMPLETED"
COMPENSATED = "COMPENSATED"

BUSY = (
    "Transient",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)
"""What is retried before a step counts as failed: nothing of it says no, and nothing of it says that it ran."""

_START = 5
"""Seconds a task may take beyond its function's own limit, so that the function is cut off first."""


def asl_of(plan: Plan) -> Asl:
    states: Asl = {}
    for move in plan.forward:
        states |= _forward(move)
        if plan.settle and move.stage is plan.settle.pivot:
            states |= _settle(plan.settle)
    for turn in plan.backward:
        states |= _backward(turn)
    return {
        "Comment": f"{plan.saga.name}: generated from the table in statemachines, not to be edited",
        "QueryLanguage": "JSONPath",
        "StartAt": plan.forward[0].stage.name,
        "States": states,
    }


def _forward(move: Forward) -> Asl:
    stage = move.stage
    if isinstance(stage, Parallel):
        state: Asl = {"Type": "Parallel", "Comment": stage.why, "Branches": [_branch(s) for s in stage.steps]}
        return {stage.name: state | {"ResultPath": None} | _catch(move) | _then(move.next)}
    state = _action(stage)
    if move.next is None:
        state = _ending(state, {"saga_id.$": "$.Payload.saga_id", "outcome": COMPLETED})
    return {stage.name: state | _catch(move) | _then(move.next)}


def _branch(step: Step) -> Asl:
    return {"StartAt": step.name, "States": {step.name: _action(step) | _then(None)}}


def _action(step: Step) -> Asl:
    payload = {"saga_id.$": "$.saga_id", "step": step.name, "input": _input(step.takes)}
    state = _task(step.why, step.function.placeholder, payload, step.function.timeout)
    patient = step.kind is Kind.RETRIABLE
    return state | _reply(step) | _retry(step.retry, ("States.ALL",) if patient else BUSY)


def _reply(step: Step) -> Asl:
    if not step.gives:
        return {"ResultPath": None}
    selected = {f"{name}.$": f"$.Payload.reply.{name}" for name in step.gives}
    return {"ResultSelector": selected, "ResultPath": f"$.{_key(step.name)}"}


def _backward(turn: Backward) -> Asl:
    compensation = turn.step.compensation
    assert compensation is not None  # noqa: S101 - the plan holds only steps that have one
    state = _task(
        f"undoes {turn.step.name}, whatever became of it",
        compensation.function.placeholder,
        _turning_back(turn.step) | {"input": _input(compensation.takes)},
        compensation.function.timeout,
    )
    if turn.next is None:
        ending = {
            "saga_id.$": "$.Payload.saga_id",
            "outcome": COMPENSATED,
            "reason.$": "$.Payload.reason",
        }
        state = _ending(state, ending)
    else:
        state |= {"ResultPath": None}
    return {undo_state(turn.step): state | _retry(PATIENT, ("States.ALL",)) | _then(turn.next)}


def _settle(settle: Settle) -> Asl:
    resolution = settle.pivot.resolution
    assert resolution is not None  # noqa: S101 - the model holds it for a pivot
    state = _task(
        f"did {settle.pivot.name} happen? If not, it never will",
        resolution.placeholder,
        _turning_back(settle.pivot) | {"input": {}},
        resolution.timeout,
    )
    choice, complete = f"{settle.pivot.name} done?", f"{settle.pivot.name} completed"
    when_done = {
        "Variable": "$.settled.status",
        "StringEquals": Status.DONE.value,
        "Next": settle.done or complete,
    }
    states: Asl = {
        resolution.name: state
        | {"ResultSelector": {"status.$": "$.Payload.status"}, "ResultPath": "$.settled"}
        | _retry(PATIENT, ("States.ALL",))
        | _then(choice),
        choice: {"Type": "Choice", "Choices": [when_done], "Default": settle.void},
    }
    if settle.done is None:
        ending = {"saga_id.$": "$.saga_id", "outcome": COMPLETED}
        states[complete] = {"Type": "Pass", "Parameters": ending} | _then(None)
    return states


def _task(why: str, placeholder: str, payload: Asl, timeout: int) -> Asl:
    return {
        "Type": "Task",
        "Comment": why,
        "Resource": INVOKE,
        "Parameters": {"FunctionName": f"${{{placeholder}}}", "Payload": payload},
        "TimeoutSeconds": timeout + _START,
    }


def _turning_back(step: Step) -> Asl:
    return {"saga_id.$": "$.saga_id", "step": step.name, "error.$": "$.error"}


def _input(takes: Mapping[str, Source]) -> Asl:
    return {f"{name}.$": _path(source) for name, source in takes.items()}


def _path(source: Source) -> str:
    return f"$.input.{source.field}" if isinstance(source, Given) else f"$.{_key(source.step)}.{source.field}"


def _key(name: str) -> str:
    return name.replace(".", "_")


def _ending(state: Asl, ending: Asl) -> Asl:
    """The task's result becomes the output of the execution."""
    return {name: value for name, value in state.items() if name != "ResultPath"} | {"ResultSelector": ending}


def _retry(retry: Retry, errors: tuple[str, ...]) -> Asl:
    rule = {
        "ErrorEquals": list(errors),
        "IntervalSeconds": retry.first,
        "MaxAttempts": retry.attempts,
        "BackoffRate": 2,
        "MaxDelaySeconds": retry.longest,
        "JitterStrategy": "FULL",
    }
    return {"Retry": [rule]}


def _catch(move: Forward) -> Asl:
    """A rejection needs no look at the step itself; anything else may have committed, or may yet."""
    if move.unknown is None:
        return {}
    everything = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": move.unknown}
    if move.rejected == move.unknown:
        return {"Catch": [everything]}
    return {
        "Catch": [{"ErrorEquals": ["Rejected"], "ResultPath": "$.error", "Next": move.rejected}, everything]
    }


def _then(after: str | None) -> Asl:
    return {"Next": after} if after else {"End": True}
