"""From a plan to a Mermaid diagram: forward in the middle, compensations as the way back."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.plan import Forward, Plan, entry_of, undo_state
from statemachines.step import Kind, Parallel


def mermaid_of(plan: Plan) -> str:
    return "\n".join(["flowchart TD", *(f"    {line}" for line in _lines(plan))])


def _lines(plan: Plan) -> Iterator[str]:
    yield f'start(["{plan.saga.name}"]) --> {_id(plan.forward[0].stage.name)}'
    for move in plan.forward:
        yield from _condition(move)
        yield from _node(move)
        yield f"{_id(move.stage.name)} --> {_id(move.next) if move.next else 'done([COMPLETED])'}"
        yield from _failures(move)
    if plan.settle and plan.settle.pivot.resolution:
        name = plan.settle.pivot.resolution.name
        yield f'{_id(name)}{{"{name}"}}'
        yield f"{_id(name)} -. DONE .-> {_id(plan.settle.done) if plan.settle.done else 'done'}"
        yield f"{_id(name)} -. VOID .-> {_id(plan.settle.void)}"
    for turn in plan.backward:
        name = undo_state(turn.step)
        yield f'{_id(name)}["{name}"]:::undo'
        yield f"{_id(name)} --> {_id(turn.next) if turn.next else 'undone([COMPENSATED])'}"
    yield "classDef undo stroke-dasharray: 4 3"
    yield "classDef pivot stroke-width: 3px"


def _condition(move: Forward) -> Iterator[str]:
    """Of a step that not every saga takes."""
    when = move.stage.when
    if when is None:
        return
    asked, name = entry_of(move.stage), move.stage.name
    yield f'{_id(asked)}{{"{when.source.step}: {when.source.field} from {when.amount:,} up?"}}'
    yield f"{_id(asked)} -- yes --> {_id(name)}"
    yield f"{_id(asked)} -- no --> {_id(move.next) if move.next else 'done'}"


def _node(move: Forward) -> Iterator[str]:
    stage = move.stage
    if isinstance(stage, Parallel):
        yield f'subgraph {_id(stage.name)}["{stage.name}, in parallel"]'
        yield from (f'    {_id(step.name)}["{step.name}"]' for step in stage.steps)
        yield "end"
    else:
        yield f'{_id(stage.name)}["{stage.name}"]' + (":::pivot" if stage.kind is Kind.PIVOT else "")


def _failures(move: Forward) -> Iterator[str]:
    if any(step.turn for step in move.stage.steps):
        yield f"{_id(move.stage.name)} -. locked .-> {_id(move.stage.name)}"
    if move.rejected and move.rejected == move.unknown:
        yield f"{_id(move.stage.name)} -. fails .-> {_id(move.rejected)}"
    elif move.rejected and move.unknown:
        yield f"{_id(move.stage.name)} -. rejected .-> {_id(move.rejected)}"
        yield f"{_id(move.stage.name)} -. unknown .-> {_id(move.unknown)}"


def _id(name: str) -> str:
    return name.replace(".", "_").replace("?", "_when")
