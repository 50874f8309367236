"""The states that go forward: each step, the settling of the pivot, and the parking of what comes after it."""

from __future__ import annotations

from collections.abc import Iterable

from lambdas.shared.contract import Status
from statemachines.plan import Forward, Plan, entry_of
from statemachines.states import (
    ALL,
    BUSY,
    LOCKED,
    WAIT,
    Asl,
    caught,
    ending,
    inputs,
    key_of,
    parked,
    parked_name,
    path_of,
    retried,
    task,
    then,
)
from statemachines.step import Kind, Parallel, Step
from statemachines.table import PATIENT

COMPLETED = "COMPLETED"
_STARTED = "$$.Execution.StartTime"


def way_forth(plan: Plan, moves: Iterable[Forward]) -> Asl:
    states: Asl = {}
    for move in moves:
        states |= _stage(plan, move)
    return states


def settling(plan: Plan) -> Asl:
    """Did the pivot happen? If not, it never will. There is no skipping this: nobody can know better."""
    settle = plan.settle
    if settle is None or settle.pivot.resolution is None:
        return {}
    resolution, pivot = settle.pivot.resolution, settle.pivot.name
    payload = {"saga_id.$": "$.saga_id", "step": pivot, "error.$": "$.error", "input": {}}
    state = task(f"did {pivot} happen? If not, it never will", resolution, payload)
    state |= {"ResultSelector": {"status.$": "$.Payload.status"}, "ResultPath": "$.settled"}
    state |= retried(PATIENT, ALL)
    state["Catch"] = [caught(into=key_of(resolution.name), goes_to=parked_name(resolution))]
    choice = f"{pivot} done?"
    done = {
        "Variable": "$.settled.status",
        "StringEquals": Status.DONE.value,
        "Next": settle.done or _completed_name(plan),
    }
    return {
        resolution.name: state | then(choice),
        choice: {"Type": "Choice", "Choices": [done], "Default": settle.void},
        **parked(resolution, settle.pivot, saga=plan.saga.name, retry=resolution.name, skip=None),
    }


def completed(plan: Plan) -> Asl:
    """Where a saga is complete that does not end with a task. Without a pivot there is no such way."""
    if plan.settle is None:
        return {}
    output = {"saga_id.$": "$.saga_id", "outcome": COMPLETED}
    return {_completed_name(plan): {"Type": "Pass", "Parameters": output} | then(None)}


def _completed_name(plan: Plan) -> str:
    return f"{plan.saga.name} completed"


def _stage(plan: Plan, move: Forward) -> Asl:
    stage = move.stage
    if isinstance(stage, Parallel):
        branches = [
            {"StartAt": s.name, "States": {s.name: _action(plan, s) | then(None)}} for s in stage.steps
        ]
        state: Asl = {"Type": "Parallel", "Comment": stage.why, "Branches": branches, "ResultPath": None}
        return {stage.name: state | _catch(move) | then(move.next)}
    state = _action(plan, stage)
    if move.next is None:
        state = ending(state, {"saga_id.$": "$.Payload.saga_id", "outcome": COMPLETED})
    if stage.patience:
        return {
            **_asked(stage, move),
            **_overdue(stage, move),
            stage.name: state | _catch_answer(move) | then(move.next),
        }
    if stage.kind is not Kind.RETRIABLE:
        return {stage.name: state | _catch(move) | then(move.next)}
    state["Catch"] = [caught(into=key_of(stage.name), goes_to=parked_name(stage.function))]
    skip = move.next or _completed_name(plan)
    waiting = parked(stage.function, stage, saga=plan.saga.name, retry=stage.name, skip=skip)
    return {stage.name: state | then(move.next), **waiting}


def _action(plan: Plan, step: Step) -> Asl:
    payload: Asl = {"saga_id.$": "$.saga_id", "step": step.name, "input": inputs(step.takes)}
    if step.kind is Kind.RETRIABLE:
        return task(step.why, step.function, payload) | _reply(plan, step) | retried(step.retry, ALL)
    payload |= {"started.$": _began(plan, step), "deadline": plan.saga.deadline}
    if step.patience:
        payload |= {"token.$": "$$.Task.Token", "patience": step.patience}
    state = task(step.why, step.function, payload) | _reply(plan, step) | retried(step.retry, BUSY)
    if step.patience:
        state |= {"Resource": WAIT, "TimeoutSeconds": step.patience}
    return state | {"Retry": [*state["Retry"], *_turn(step)]}


def _turn(step: Step) -> list[Asl]:
    """A lock is waited for as for a busy service, only longer and by a count of its own."""
    return retried(step.turn, LOCKED)["Retry"] if step.turn else []


def _began(plan: Plan, step: Step) -> str:
    """Since when the deadline counts: the start, or the last answer by token, which is when the saga goes on."""
    before = plan.saga.steps[: plan.saga.steps.index(step)]
    return _since(plan) if any(earlier.patience for earlier in before) else _STARTED


def _since(plan: Plan) -> str:
    """Beside the first step's reply, where the time of an answer takes its place."""
    return f"$.{key_of(plan.saga.steps[0].name)}.since"


def _asked(step: Step, move: Forward) -> Asl:
    """By value: whether this saga takes the stricter way."""
    if step.when is None:
        return {}
    condition = {
        "Variable": path_of(step.when.source),
        "NumericGreaterThanEquals": step.when.amount,
        "Next": step.name,
    }
    asked: Asl = {"Type": "Choice", "Choices": [condition]}
    return {entry_of(step): asked | {"Default": move.next}}


def _overdue(step: Step, move: Forward) -> Asl:
    """Silence has no cause of its own, so it is given one, for the client."""
    assert step.patience is not None  # noqa: S101 - asked for steps that wait for an answer
    cause = f"NOT_ANSWERED: nobody answered {step.name} within {step.patience} seconds"
    if step.nested:
        cause = f"NOT_OVER: {step.nested.saga.name} was not over within {step.patience} seconds"
    late: Asl = {"Type": "Pass", "Parameters": {"Error": "Rejected", "Cause": cause}, "ResultPath": "$.error"}
    return {_overdue_name(step): late | then(move.unknown)}


def _overdue_name(step: Step) -> str:
    return f"{step.name} {'not over' if step.nested else 'not answered'}"


def _catch_answer(move: Forward) -> Asl:
    """As of any step; and silence, which ends with the step undone, so that a late answer is one."""
    assert isinstance(move.stage, Step)  # noqa: S101 - what waits for an answer is a step
    silence = caught(into="error", goes_to=_overdue_name(move.stage), errors=("States.Timeout",))
    return {"Catch": [silence, *_catch(move)["Catch"]]}


def _reply(plan: Plan, step: Step) -> Asl:
    """Only what a later step takes; the start from the answer, since not every engine selects from the context."""
    if step.patience:
        return {"ResultPath": _since(plan)}
    selected = {f"{name}.$": f"$.Payload.reply.{name}" for name in step.gives}
    if plan.saga.patience and step is plan.saga.steps[0]:
        selected["since.$"] = "$.Payload.started"
    if not selected:
        return {"ResultPath": None}
    return {"ResultSelector": selected, "ResultPath": f"$.{key_of(step.name)}"}


def _catch(move: Forward) -> Asl:
    """A rejection needs no look at the step itself; anything else may have committed, or may yet."""
    if move.unknown is None:
        return {}
    everything = caught(into="error", goes_to=move.unknown)
    if move.rejected is None or move.rejected == move.unknown:
        return {"Catch": [everything]}
    return {"Catch": [caught(into="error", goes_to=move.rejected, errors=("Rejected",)), everything]}
