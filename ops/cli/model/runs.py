"""The executions of a saga: its own, and the recoveries that took it up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.recovery.executions import DEAD, recovery_name
from lambdas.recovery.recovering import MAX_GENERATIONS
from ops.executions import execution_arn, machine_of
from statemachines.step import Definition

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_LATEST_EVENTS = 30


@dataclass(frozen=True, kw_only=True)
class Run:
    """One execution. `generation` is 0 for the saga's own; `error` is the name of what ended it, or empty."""

    arn: str
    generation: int
    status: str
    started: datetime
    stopped: datetime | None
    given: Mapping[str, Any]
    output: Mapping[str, Any]
    error: str

    @property
    def running(self) -> bool:
        return self.status == "RUNNING"

    @property
    def dead(self) -> bool:
        return self.status in DEAD


@dataclass(frozen=True, kw_only=True)
class Machines:
    """The two state machines of one saga, by ARN, and how to ask for their executions."""

    states: SFNClient
    definition: Definition
    saga: str
    recovery: str

    def run_on(self, arn: str) -> bool:
        """Whether an execution is of this saga: its machine tells."""
        return machine_of(arn) in (self.saga, self.recovery)

    def runs_of(self, saga_id: str) -> tuple[Run, ...]:
        """In the order they ran; none if there never was such a saga.

        A recovery outlives the record of the execution that it took up, which AWS forgets after 90 days.
        """
        found: list[Run] = []
        for generation in range(MAX_GENERATIONS + 1):
            run = self.run(self._arn(saga_id, generation), generation)
            if run:
                found.append(run)
            if (run is None and generation > 0) or (run is not None and not run.dead):
                break
        return tuple(found)

    def run(self, arn: str, generation: int) -> Run | None:
        try:
            told = self.states.describe_execution(executionArn=arn)
        except self.states.exceptions.ExecutionDoesNotExist:
            return None
        output = told.get("output") if told["status"] == "SUCCEEDED" else None
        return Run(
            arn=arn,
            generation=generation,
            status=told["status"],
            started=told["startDate"],
            stopped=told.get("stopDate"),
            given=_object(told.get("input")),
            output=_object(output),
            error=told.get("error", ""),
        )

    def listed(self, machine: str, status: str | None) -> Iterator[tuple[datetime, str]]:
        """Start and ARN of a machine's executions, the newest first, page by page."""
        only: Any = {"statusFilter": status} if status else {}
        pages = self.states.get_paginator("list_executions").paginate(stateMachineArn=machine, **only)
        for page in pages:
            for execution in page["executions"]:
                yield execution["startDate"], execution["executionArn"]

    def state_of(self, run: Run) -> str:
        """The state it entered last, or empty. Of a Parallel's branches, whichever was last."""
        latest = self.states.get_execution_history(
            executionArn=run.arn, reverseOrder=True, maxResults=_LATEST_EVENTS
        )
        entered = (event.get("stateEnteredEventDetails", {}).get("name", "") for event in latest["events"])
        return next((name for name in entered if name), "")

    def _arn(self, saga_id: str, generation: int) -> str:
        if generation == 0:
            return execution_arn(self.saga, saga_id)
        return execution_arn(self.recovery, recovery_name(saga_id, generation))


def _object(text: str | None) -> Mapping[str, Any]:
    try:
        parsed = json.loads(text or "{}")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
