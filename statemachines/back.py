"""The states that go back: the chain of compensations, and what becomes of one that keeps failing.

A compensation that fails does not keep the others from running. It is owed: the rest of the chain runs, in a
second copy that notes what fails there, and at its end each owed one is parked until a person decides. After
a retry the rest of that chain runs once more, which changes nothing. So a saga that turns back without
trouble passes no state that is there for trouble, and pays for none.
"""

from __future__ import annotations

from statemachines.plan import Backward, Plan, undo_state
from statemachines.states import (
    ALL,
    Asl,
    caught,
    ending,
    inputs,
    key_of,
    parked,
    parked_name,
    retried,
    task,
    then,
)
from statemachines.table import PATIENT

COMPENSATED = "COMPENSATED"

OWED = "what is owed?"


def way_back(plan: Plan) -> Asl:
    states: Asl = {}
    for turn in plan.backward:
        states |= {undo_state(turn.step): _undo(turn)}
    for turn in plan.backward:
        states |= {_owing(turn): _undo_owing(turn), **_waiting(plan, turn)}
    return states | {OWED: _owed(plan), **_compensated(plan)}


def _undo(turn: Backward) -> Asl:
    state = _task(turn) | retried(PATIENT, ALL) | _note_failure(turn)
    if turn.next is None:
        output = {
            "saga_id.$": "$.Payload.saga_id",
            "outcome": COMPENSATED,
            "reason.$": "$.Payload.reason",
        }
        return ending(state, output) | then(None)
    return state | {"ResultPath": None} | then(turn.next)


def _undo_owing(turn: Backward) -> Asl:
    """A success takes the place of the failure that was noted, if one was."""
    state = _task(turn) | retried(PATIENT, ALL) | _note_failure(turn)
    selected = {"status.$": "$.Payload.status", "reason.$": "$.Payload.reason"}
    return state | {"ResultSelector": selected, "ResultPath": f"$.{_key(turn)}"} | then(_after_owing(turn))


def _task(turn: Backward) -> Asl:
    compensation = turn.step.compensation
    assert compensation is not None  # noqa: S101 - the plan holds only steps that have one
    payload = {
        "saga_id.$": "$.saga_id",
        "step": turn.step.name,
        "error.$": "$.error",
        "input": inputs(compensation.takes),
    }
    return task(f"undoes {turn.step.name}, whatever became of it", compensation.function, payload)


def _note_failure(turn: Backward) -> Asl:
    return {"Catch": [caught(into=_key(turn), goes_to=_after_owing(turn))]}


def _owed(plan: Plan) -> Asl:
    choices = [
        {"Variable": f"$.{_key(turn)}.Error", "IsPresent": True, "Next": _parked_name(turn)}
        for turn in plan.backward
    ]
    return {"Type": "Choice", "Choices": choices, "Default": _compensated_name(plan)}


def _waiting(plan: Plan, turn: Backward) -> Asl:
    compensation = turn.step.compensation
    assert compensation is not None  # noqa: S101 - the plan holds only steps that have one
    function, skipped = compensation.function, f"{undo_state(turn.step)} skipped"
    reason = {"code": "SKIPPED", "message.$": "$.decision.reason"}
    note = {
        "Type": "Pass",
        "Parameters": {"status": "SKIPPED", "reason": reason},
        "ResultPath": f"$.{_key(turn)}",
    }
    waiting = parked(function, turn.step, saga=plan.saga.name, retry=_owing(turn), skip=skipped)
    return waiting | {skipped: note | then(OWED)}


def _compensated(plan: Plan) -> Asl:
    """The reason is what the closing compensation was told, or why it was skipped."""
    output = {
        "saga_id.$": "$.saga_id",
        "outcome": COMPENSATED,
        "reason.$": f"$.{_key(plan.backward[-1])}.reason",
    }
    return {_compensated_name(plan): {"Type": "Pass", "Parameters": output} | then(None)}


def _compensated_name(plan: Plan) -> str:
    return f"{plan.saga.name} compensated"


def _owing(turn: Backward) -> str:
    return f"{undo_state(turn.step)}, owing"


def _after_owing(turn: Backward) -> str:
    return f"{turn.next}, owing" if turn.next else OWED


def _parked_name(turn: Backward) -> str:
    assert turn.step.compensation is not None  # noqa: S101 - the plan holds only steps that have one
    return parked_name(turn.step.compensation.function)


def _key(turn: Backward) -> str:
    return key_of(undo_state(turn.step))
