"""What may come of a task: each answer and each error it can end with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from statemachines.verify.following import effects
from statemachines.verify.following.effects import Outcome
from statemachines.verify.following.ledger import Ledger
from statemachines.verify.following.moving import Move, onward
from statemachines.verify.following.points import Exit, Fault, Point, World
from statemachines.verify.following.results import result_of
from statemachines.verify.following.seen import Seen
from statemachines.verify.language.dataflow import after_error, after_success, effective_input
from statemachines.verify.language.errors import ENDING, caught, errors_of, told
from statemachines.verify.language.machine import Catcher, Scope
from statemachines.verify.purpose.roles import COMMITTING, Part, Roles


def moves(scope: Scope, point: Point, roles: Roles, seen: Seen) -> Iterator[Move]:
    _remarks(point, roles, seen)
    given, missing = effective_input(point.state, point.world.document)
    seen.is_absent(point, missing)
    seen.measured(point, given)
    role, ledger = roles.role(point.state), point.world.ledger
    if role.part in COMMITTING and seen.open is None:
        seen.open = point
    for outcome in effects.successes(role, ledger, roles):
        yield _succeeded(scope, point, outcome, roles, seen)
    yield from _failures(scope, point, roles, seen)


def _remarks(point: Point, roles: Roles, seen: Seen) -> None:
    role, skipped = roles.role(point.state), point.world.skipped
    for text in effects.objections(role, point.world.ledger, roles):
        seen.objected(point, text)
    if skipped and role == skipped:
        seen.objected(point, "runs again although a person has just skipped it")
    if skipped and role.part is Part.PARK and role.about == skipped:
        seen.objected(point, "asks again about what a person has just skipped")
    if role.part is Part.PARK and role.about in point.world.well:
        seen.objected(point, "asks a person about what has succeeded")


def _succeeded(scope: Scope, point: Point, outcome: Outcome, roles: Roles, seen: Seen) -> Move:
    role = roles.role(point.state)
    result = result_of(point.state, role, outcome, roles, point.world.document)
    document, missing = after_success(point.state, point.world.document, result)
    seen.is_absent(point, missing)
    world = World(
        document=document,
        ledger=outcome.ledger,
        skipped=outcome.skipped,
        well=point.world.well | {role},
        asked=role.part is Part.RESOLVE and roles.settled is None,
    )
    return onward(scope, point, world, to=point.state.next, label=outcome.answer)


def _failures(scope: Scope, point: Point, roles: Roles, seen: Seen) -> Iterator[Move]:
    role = roles.role(point.state)
    errors = errors_of(point.state, () if role.part is Part.NOTIFY else roles.raised)
    seen.errors |= {(point.state.name, error) for error in (*errors, *ENDING)}
    for catcher, taken in caught(point.state, errors).items():
        if catcher is None and role.part is Part.PARK:
            seen.parked.append(point)
        else:
            for ledger, same in _by_effect(taken, point, roles).items():
                world = point.moved(ledger=ledger, skipped=None, well=point.world.well - {role})
                yield failure(scope, point, catcher, world, same)


def failure(
    scope: Scope, point: Point, catcher: Catcher | None, world: World, errors: tuple[str, ...]
) -> Move:
    """Along a catcher, or out of the scope when there is none."""
    fault = Fault(point.state.name, errors)
    if catcher is None:
        end = (
            point.trail.then("the execution fails", told(errors))
            if point.state.container is None
            else point.trail
        )
        return Exit(world, fault, end, errors=errors)
    world = replace(world, document=after_error(catcher, world.document))
    failed = replace(point, fault=fault)
    return onward(scope, failed, world, to=catcher.next, label=", ".join(catcher.errors))


def _by_effect(errors: tuple[str, ...], point: Point, roles: Roles) -> dict[Ledger, tuple[str, ...]]:
    groups: dict[Ledger, tuple[str, ...]] = {}
    for error in errors:
        ledger = effects.failed(roles.role(point.state), error, point.world.ledger, roles)
        groups[ledger] = (*groups.get(ledger, ()), error)
    return groups
