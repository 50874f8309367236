"""Where an execution may be: a state, with what is known of its document and of what was done."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

from statemachines.verify.following.ledger import Ledger
from statemachines.verify.following.trail import Trail
from statemachines.verify.language.machine import State
from statemachines.verify.language.shape import Shape
from statemachines.verify.purpose.roles import Role


@dataclass(frozen=True)
class Fault:
    """A failure: errors of one state that all go the same way."""

    state: str
    errors: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """`turn` is the failure that the saga turned on, `skipped` what a person has just let go, `well` what succeeded
    when it ran last. `asked`: a resolution has answered, and nobody has looked at the answer yet.
    """

    document: Shape
    ledger: Ledger
    turn: Fault | None = None
    skipped: Role | None = None
    well: frozenset[Role] = frozenset()
    asked: bool = False

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Taken once: every move asks whether its point was seen before."""
        return hash((self.document, self.ledger, self.turn, self.skipped, self.well, self.asked))


@dataclass(frozen=True, eq=False)
class Point:
    """`fault` is the last failure on the way and `trail` ends with the state itself; neither of them makes a point
    another one.
    """

    state: State
    world: World
    fault: Fault | None
    trail: Trail

    @property
    def key(self) -> Hashable:
        return (self.state.name, self.world)

    def moved(self, **changes: object) -> World:
        return replace(self.world, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Exit:
    """The end of a scope; `errors` are those it fails with, None when it ends well."""

    world: World
    fault: Fault | None
    trail: Trail
    errors: tuple[str, ...] | None = None

    @property
    def key(self) -> Hashable:
        return (self.world, self.errors)
