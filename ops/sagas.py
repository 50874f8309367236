"""What the tables of the sagas say that the path of an execution is read by."""

from __future__ import annotations

from collections.abc import Mapping

from statemachines.generate import SAGAS
from statemachines.step import Definition, Parallel

COMPENSATIONS = frozenset(
    step.compensation.function.name for saga in SAGAS for step in saga.steps if step.compensation
)
"""The functions that undo, of all sagas."""

ASKING = frozenset(step.name for saga in SAGAS for step in saga.steps if step.patience is not None)
"""The steps that wait for a person's answer, of all sagas."""


def branches_of(saga: Definition) -> Mapping[str, tuple[str, ...]]:
    """The tasks in each Parallel, by its name."""
    return {
        stage.name: tuple(step.name for step in stage.steps)
        for stage in saga.stages
        if isinstance(stage, Parallel)
    }
