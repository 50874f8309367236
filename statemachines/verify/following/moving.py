"""The step from one point to the next, or out of the scope."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from statemachines.verify.following.effects import settled
from statemachines.verify.following.points import Exit, Point, World
from statemachines.verify.language.graph import forward_from
from statemachines.verify.language.machine import Scope
from statemachines.verify.purpose.roles import Part, Roles

Move: TypeAlias = Point | Exit


def onward(scope: Scope, point: Point, world: World, *, to: str | None, label: str | None = None) -> Move:
    """To a state, or to the end of the scope when `to` is None."""
    if to is None:
        return Exit(world, point.fault, point.trail)
    return Point(scope.states[to], world, point.fault, point.trail.then(to, label))


def believed(scope: Scope, target: str, world: World, roles: Roles) -> World:
    """After a resolution whose answers only the machine can read, a route that goes back was told VOID."""
    if not world.asked or roles.pivot is None:
        return world
    back = any(roles.role(state).part is Part.UNDO for state in forward_from(scope, target))
    ledger = settled(world.ledger, roles, done=not back)
    return replace(world, ledger=ledger, asked=False)
