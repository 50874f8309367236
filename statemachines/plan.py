"""From a saga to its transitions: the one place that knows the order of compensation.

A state is named as the function it calls. Compensations form one chain, in reverse order of the steps; a
failure enters it where its step stands, and since each is safe when nothing was done, it runs to the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from statemachines.model import Saga
from statemachines.step import Kind, Parallel, Stage, Step


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A stage and where it leads. `next` is None for the last one.

    `rejected`: it said no and nothing was committed. `unknown`: it may have committed. Both None after the
    pivot, where a step is repeated until it succeeds.
    """

    stage: Stage
    next: str | None
    rejected: str | None
    unknown: str | None


@dataclass(frozen=True, kw_only=True)
class Backward:
    """The compensation of `step`; `next` is None for the last one, which closes the saga."""

    step: Step
    next: str | None


@dataclass(frozen=True, kw_only=True)
class Settle:
    """The resolution of the pivot: `done` goes forward (None: the saga is complete), `void` turns back."""

    pivot: Step
    done: str | None
    void: str

    @property
    def name(self) -> str:
        """The state that settles."""
        assert self.pivot.resolution is not None  # noqa: S101 - the model holds it for a pivot
        return self.pivot.resolution.name


@dataclass(frozen=True, kw_only=True)
class Plan:
    saga: Saga
    forward: tuple[Forward, ...]
    settle: Settle | None
    backward: tuple[Backward, ...]


def plan_of(saga: Saga) -> Plan:
    undo = tuple(reversed([step for step in saga.steps if step.compensation]))
    forward = tuple(_forward(saga, position, undo) for position in range(len(saga.stages)))
    return Plan(saga=saga, forward=forward, settle=_settle(forward), backward=_backward(undo))


def entry_of(stage: Stage) -> str:
    """The state that a stage begins with: the question whether it is for this saga, where not all take it."""
    return f"{stage.name}?" if stage.when else stage.name


def undo_state(step: Step) -> str:
    """The name of the state that undoes a step."""
    assert step.compensation is not None  # noqa: S101 - the model holds it for every step that is undone
    return step.compensation.function.name


def _forward(saga: Saga, position: int, undo: tuple[Step, ...]) -> Forward:
    stage = saga.stages[position]
    after = entry_of(saga.stages[position + 1]) if position + 1 < len(saga.stages) else None
    kind = stage.steps[0].kind
    if kind is Kind.RETRIABLE:
        return Forward(stage=stage, next=after, rejected=None, unknown=None)
    before = {step.name for earlier in saga.stages[:position] for step in earlier.steps}
    rejected = _entry(undo, before or {saga.steps[0].name})
    if kind is Kind.PIVOT and isinstance(stage, Step) and stage.resolution:
        return Forward(stage=stage, next=after, rejected=rejected, unknown=stage.resolution.name)
    unknown = _entry(undo, before | {step.name for step in stage.steps})
    if isinstance(stage, Parallel):
        rejected = unknown  # the branches that did not say no were cut off: their outcome is unknown
    return Forward(stage=stage, next=after, rejected=rejected, unknown=unknown)


def _entry(undo: tuple[Step, ...], done: set[str]) -> str:
    """Where the chain is entered when these steps may have been done: at the last of them."""
    return next(undo_state(step) for step in undo if step.name in done)


def _settle(forward: tuple[Forward, ...]) -> Settle | None:
    for move in forward:
        if isinstance(move.stage, Step) and move.stage.kind is Kind.PIVOT and move.rejected:
            return Settle(pivot=move.stage, done=move.next, void=move.rejected)
    return None


def _backward(undo: tuple[Step, ...]) -> tuple[Backward, ...]:
    names = [undo_state(step) for step in undo[1:]]
    return tuple(Backward(step=step, next=after) for step, after in zip(undo, [*names, None], strict=True))
