"""An execution as DescribeExecution and its history tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from statemachines.simulator.machine import Machine
from statemachines.simulator.paths import Json


class Status(StrEnum):
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMED_OUT = "TIMED_OUT"
    ABORTED = "ABORTED"


@dataclass(eq=False, kw_only=True)
class Execution:
    """`started` and `ended` are virtual seconds; `path` the states in the order they were entered, branches too.

    `history` is the number of events. `output` is there once it succeeded, `error` and `cause` if it did not.
    """

    name: str
    machine: Machine
    input: Json
    started: float
    ended: float | None = None
    status: Status = Status.RUNNING
    output: Json = None
    error: str | None = None
    cause: str | None = None
    path: list[str] = field(default_factory=list)
    history: int = 0

    @property
    def id(self) -> str:
        """As an ARN."""
        return f"arn:aws:states:us-east-1:123456789012:execution:{self.machine.name}:{self.name}"
