"""From a plan to Amazon States Language, in JSONPath, with `${Placeholder}` for function ARNs.

Two machines: the saga itself, and the one that finishes it when its execution was cut off from outside. The
second starts where the outcome of the pivot is settled and knows no step before it.

A compensated saga succeeds, with its outcome and reason. An execution that fails was cut off, and is recovered.
"""

from __future__ import annotations

from statemachines.back import way_back
from statemachines.forth import completed, settling, way_forth
from statemachines.plan import Plan, entry_of, undo_state
from statemachines.states import Asl
from statemachines.timing import LIFETIME


def asl_of(plan: Plan) -> Asl:
    """The saga."""
    states = way_forth(plan, plan.forward) | settling(plan) | way_back(plan) | completed(plan)
    return _machine(plan.saga.name, start=entry_of(plan.forward[0].stage), states=states)


def recovery_asl_of(plan: Plan) -> Asl:
    """What finishes a saga from its input alone: `{"saga_id", "input", "error"}`."""
    after_pivot = tuple(move for move in plan.forward if move.unknown is None)
    states = settling(plan) | way_forth(plan, after_pivot) | way_back(plan) | completed(plan)
    start = plan.settle.name if plan.settle else undo_state(plan.backward[0].step)
    return _machine(f"{plan.saga.name}, cut off and taken up again", start=start, states=states)


def _machine(what: str, *, start: str, states: Asl) -> Asl:
    return {
        "Comment": f"{what}: generated from the table in statemachines, not to be edited",
        "QueryLanguage": "JSONPath",
        "StartAt": start,
        "TimeoutSeconds": LIFETIME,
        "States": states,
    }
