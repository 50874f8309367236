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

_TURNING = frozenset({Part.STEP, Part.PIVOT, Part.OTHER})
"""When one of these fails, the saga turns; anything else is repeated or parked."""


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
    world = replace(
        point.world,
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
                fault = Fault(point.state.name, same)
                world = point.moved(ledger=ledger, skipped=None, well=point.world.well - {role})
                if role.part in _TURNING:
                    world = replace(world, turn=world.turn or fault)
                yield failed(scope, point, catcher, world, fault)


def failed(scope: Scope, point: Point, catcher: Catcher | None, world: World, fault: Fault) -> Move:
    """Along a catcher, or out of the scope when there is none."""
    if catcher is None:
        inside = point.state.container is not None
        end = point.trail if inside else point.trail.then("the execution fails", told(fault.errors))
        return Exit(world, fault, end, errors=fault.errors)
    world = replace(world, document=after_error(catcher, world.document))
    at = replace(point, fault=fault)
    return onward(scope, at, world, to=catcher.next, label=", ".join(catcher.errors))


def _by_effect(errors: tuple[str, ...], point: Point, roles: Roles) -> dict[Ledger, tuple[str, ...]]:
    """Rejections and all others: nothing else tells them apart."""
    role, ledger = roles.role(point.state), point.world.ledger
    rejections = tuple(error for error in errors if error in roles.rejections)
    others = tuple(error for error in errors if error not in roles.rejections)
    groups: dict[Ledger, tuple[str, ...]] = {}
    for same in (others, rejections):
        if same:
            after = effects.failed(role, same[0], ledger, roles)
            groups[after] = (*groups.get(after, ()), *same)
    return groups
