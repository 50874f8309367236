"""Parallel and Map: branches side by side. When one fails, the others are cut off and their outcome is unknown.

A Map is followed as two branches that do the same: one item, and another one that is under way or done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from statemachines.verify.following import effects
from statemachines.verify.following.ledger import Ledger
from statemachines.verify.following.moving import Move, onward
from statemachines.verify.following.points import Exit, Fault, Point
from statemachines.verify.following.tasks import failed
from statemachines.verify.language.dataflow import after_success, effective_input
from statemachines.verify.language.errors import caught
from statemachines.verify.language.machine import Scope
from statemachines.verify.language.shape import Unknown, record
from statemachines.verify.purpose.roles import Roles

if TYPE_CHECKING:
    from statemachines.verify.following.explore import Explorer


def moves(scope: Scope, point: Point, explorer: Explorer) -> Iterator[Move]:
    given, missing = effective_input(point.state, point.world.document)
    explorer.seen.is_absent(point, missing)
    entry = point.moved(document=given if point.state.type == "Parallel" else Unknown())
    scopes = point.state.scopes if point.state.type == "Parallel" else point.state.scopes * 2
    ways = [explorer.through(each, entry, point.fault, point.trail) for each in scopes]
    yield from _all_ended(scope, point, ways, explorer)
    for number, exits in enumerate(ways):
        others = [each for other, each in enumerate(scopes) if other != number]
        yield from _one_failed(scope, point, exits, others, explorer.roles)


def _all_ended(scope: Scope, point: Point, ways: list[list[Exit]], explorer: Explorer) -> Iterator[Move]:
    """The result is the array of what the branches end with: by no name can it be read."""
    for together in product(*([each for each in exits if each.errors is None] for exits in ways)):
        array = record({str(number): each.world.document for number, each in enumerate(together)})
        document, missing = after_success(point.state, point.world.document, array)
        explorer.seen.is_absent(point, missing)
        ledger = point.world.ledger.joined(each.world.ledger for each in together)
        yield onward(scope, point, point.moved(document=document, ledger=ledger), to=point.state.next)


def _one_failed(
    scope: Scope, point: Point, exits: list[Exit], others: list[Scope], roles: Roles
) -> Iterator[Move]:
    for each in exits:
        if each.errors is None:
            continue
        ledger = _cut_off(each.world.ledger, others, roles)
        at = replace(point, trail=each.trail)
        for catcher, errors in caught(point.state, each.errors).items():
            fault = Fault(each.fault.state if each.fault else point.state.name, errors)
            world = point.moved(ledger=ledger, turn=each.world.turn or fault)
            yield failed(scope, at, catcher, world, fault)


def _cut_off(ledger: Ledger, scopes: list[Scope], roles: Roles) -> Ledger:
    for scope in scopes:
        for state in scope.every_state():
            ledger = effects.cut_off(roles.role(state), ledger)
    return ledger
