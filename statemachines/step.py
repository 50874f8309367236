"""The parts of a saga: steps, each with what it takes, what it gives and what undoes it.

compensatable   may be undone; all of them come before the pivot
pivot           the point of no return; its outcome can be settled by a resolution
retriable       comes after the pivot, and is repeated until it succeeds
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from statemachines.names import Function


class Kind(StrEnum):
    COMPENSATABLE = "compensatable"
    PIVOT = "pivot"
    RETRIABLE = "retriable"


@dataclass(frozen=True, kw_only=True)
class Given:
    """A field of the saga's input."""

    field: str


@dataclass(frozen=True, kw_only=True)
class Replied:
    """A field of an earlier step's reply."""

    step: str
    field: str


Source: TypeAlias = Given | Replied


@dataclass(frozen=True, kw_only=True)
class AtLeast:
    """Of a number in an earlier step's reply: from `amount` up."""

    source: Replied
    amount: int


@dataclass(frozen=True, kw_only=True)
class Retry:
    """Backoff in seconds, doubling up to `longest` with full jitter; `attempts` are the retries."""

    first: int = 1
    longest: int = 20
    attempts: int = 4


@dataclass(frozen=True, kw_only=True)
class Compensation:
    """What undoes a step. It may take the saga's input, never a reply: after a timeout there is none."""

    function: Function
    takes: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Nested:
    """The saga that a step starts, and the one that undoes it as a whole once it is over."""

    saga: Definition
    undone_by: Definition


@dataclass(frozen=True, kw_only=True)
class Step:
    """One local transaction of one participant. `why` says why it stands where it stands.

    `turn` is how it waits for a semantic lock that another saga holds; None: it does not, and turns back. `when` is
    for a step that not every saga takes. `patience` is how many seconds it waits for an answer by its task token, a
    person's or that of a `nested` saga; None for a step that a function answers.
    """

    function: Function
    kind: Kind
    why: str
    takes: Mapping[str, Source] = field(default_factory=dict)
    gives: tuple[str, ...] = ()
    compensation: Compensation | None = None
    resolution: Function | None = None
    retry: Retry = field(default_factory=Retry)
    turn: Retry | None = None
    when: AtLeast | None = None
    patience: int | None = None
    nested: Nested | None = None

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def steps(self) -> tuple[Step, ...]:
        return (self,)

    @property
    def functions(self) -> tuple[Function, ...]:
        """The action and, if it has one, its compensation or its resolution."""
        undo = self.compensation.function if self.compensation else None
        return tuple(function for function in (self.function, undo, self.resolution) if function)


@dataclass(frozen=True, kw_only=True)
class Parallel:
    """Compensatable steps that need not wait for each other. If one fails, all of them are undone."""

    name: str
    steps: tuple[Step, ...]
    why: str
    when: None = None


Stage: TypeAlias = Step | Parallel


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A saga as written down, not yet found sound. `given` are the fields of its input.

    `deadline` is in seconds: past it, no step up to the pivot begins any more, and the saga turns back.
    """

    name: str
    given: tuple[str, ...]
    stages: Sequence[Stage]
    deadline: int = 900

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for stage in self.stages for step in stage.steps)

    @property
    def nested(self) -> tuple[Nested, ...]:
        """In the order of the steps that start them."""
        return tuple(step.nested for step in self.steps if step.nested)

    @property
    def patience(self) -> int:
        """How many seconds steps may wait for answers, all together: the deadline is put off by that."""
        return sum(step.patience or 0 for step in self.steps)

    @property
    def functions(self) -> tuple[Function, ...]:
        """Every function the saga calls, in the order of the table."""
        return tuple(function for step in self.steps for function in step.functions)

    @property
    def participants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(function.participant for function in self.functions))
