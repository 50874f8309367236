"""The states that a saga went through, over all its executions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops import executions
from ops.cli.model.runs import Run
from ops.cli.model.saga import Saga
from ops.sagas import branches_of
from ops.timeline import Visit, visits_of

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One execution and its path."""

    run: Run
    visits: tuple[Visit, ...]


def chapters_of(saga: Saga, states: SFNClient) -> tuple[Chapter, ...]:
    """In the order they ran."""
    branches = branches_of(saga.definition)
    return tuple(
        Chapter(run=run, visits=visits_of(executions.history(states, run.arn), branches=branches))
        for run in saga.runs
    )
