"""What each task is for: given to the check, since a graph alone does not say what undoes what.

For this project's sagas it follows from the saga (`ours`), for others from names (`inferred`) or from options.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from statemachines.verify.language.machine import State
from statemachines.verify.language.shape import Record, Shape, record


class Part(StrEnum):
    STEP = "step"
    PIVOT = "pivot"
    RETRIABLE = "retriable"
    UNDO = "undo"
    RESOLVE = "resolve"
    PARK = "park"
    NOTIFY = "notify"
    OTHER = "other"
    """Commits nothing that would have to be undone."""


COMMITTING = frozenset({Part.STEP, Part.PIVOT, Part.RETRIABLE})


@dataclass(frozen=True, kw_only=True)
class Role:
    """`step` is what a task does, undoes or settles. A PARK task is about another role, which may be skipped or not."""

    part: Part
    step: str = ""
    about: Role | None = None
    skippable: bool = False


NOTHING = Role(part=Part.OTHER)


@dataclass(frozen=True, kw_only=True)
class Roles:
    """`of` is by state name.

    `steps` can be undone; `later` names for each step those that begin after it has ended. `rejections` are
    errors that say that nothing was committed, `raised` further errors that functions raise by name. `answer` is
    the shape of a function's answer, `settled` the path in it to DONE or VOID, None where only the machine's own
    Choice knows what an answer means. `optional` are steps that not every saga takes. `begun`: the machine takes
    up what another one left. `complete`: a saga that is done has done all of its steps, but for those. `allowed`
    are the seconds that steps have up to the pivot.
    """

    of: Mapping[str, Role]
    steps: tuple[str, ...] = ()
    pivot: str | None = None
    retriable: tuple[str, ...] = ()
    later: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rejections: frozenset[str] = frozenset()
    raised: tuple[str, ...] = ()
    transient: tuple[str, ...] = ()
    answer: Shape | None = None
    optional: frozenset[str] = frozenset()
    settled: tuple[str, ...] | None = None
    timeouts: Mapping[str, int] = field(default_factory=dict)
    given: Record = field(default_factory=lambda: record({}, is_open=True))
    sized: bool = False
    begun: bool = False
    complete: bool = False
    allowed: int | None = None

    def role(self, state: State) -> Role:
        return self.of.get(state.name, NOTHING)

    def committing(self) -> tuple[str, ...]:
        return (*self.steps, *((self.pivot,) if self.pivot else ()), *self.retriable)

    def undoing(self, step: str) -> str:
        """The states that undo a step, for a message."""
        names = [name for name, role in self.of.items() if role.part is Part.UNDO and role.step == step]
        return " or ".join(names) or f"a compensation of {step}"
