"""How long a saga may take, in seconds, worst case: every attempt times out, every pause is the longest."""

from __future__ import annotations

from statemachines.states import PARKED_FOR, START
from statemachines.step import Definition, Kind, Retry, Stage
from statemachines.table import PATIENT

LIFETIME = 365 * 24 * 3600
"""An execution's own limit: the most there is, since it may have to wait for a person."""


def worst_of_task(timeout: int, *retries: Retry) -> int:
    """All attempts of one task and the pauses between them; each of its retries counts for itself."""
    attempts = 1 + sum(retry.attempts for retry in retries)
    return (timeout + START) * attempts + sum(_pauses(retry) for retry in retries)


def _pauses(retry: Retry) -> int:
    return sum(min(retry.longest, retry.first * 2**n) for n in range(retry.attempts))


def worst_of_stage(stage: Stage) -> int:
    """A stage lasts as long as its longest step."""
    return max(
        worst_of_task(step.function.timeout, step.retry, *([step.turn] if step.turn else []))
        for step in stage.steps
    )


def worst_of(saga: Definition) -> int:
    """From the start to the end without a person.

    Up to the deadline, one more stage that began just before it, the settling of the pivot, then whichever is
    longer of undoing everything and finishing everything.
    """
    stages = [stage for stage in saga.stages if stage.steps[0].kind is not Kind.RETRIABLE]
    settling = [worst_of_task(step.resolution.timeout, PATIENT) for step in saga.steps if step.resolution]
    undoing = [
        worst_of_task(step.compensation.function.timeout, PATIENT) for step in saga.steps if step.compensation
    ]
    finishing = [worst_of_stage(stage) for stage in saga.stages if stage not in stages]
    begun = max((worst_of_stage(stage) for stage in stages), default=0)
    return saga.deadline + saga.patience + begun + sum(settling) + max(sum(undoing), sum(finishing))


def room_to_spare(saga: Definition) -> int:
    """What is left of an execution's lifetime after the worst case and a year's parking; below zero is unsound."""
    return LIFETIME - PARKED_FOR - worst_of(saga)
