"""What is wrong with an end: a saga ends all done or all undone, and knows which of the two it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statemachines.verify.following.ledger import OPEN, Ledger, Mark
from statemachines.verify.following.points import Exit
from statemachines.verify.purpose.roles import Part, Roles


@dataclass(frozen=True, kw_only=True)
class Leak:
    step: str
    message: str
    remedy: str


def leaks(end: Exit, roles: Roles) -> Iterator[Leak]:
    ledger, pivot = end.world.ledger, roles.pivot
    if pivot and ledger[pivot] is Mark.MAYBE:
        yield _unsettled(pivot, roles)
    elif _must_be_done(end, roles):
        yield from _undone(end, roles)
    else:
        yield from (_left(step, ledger, roles) for step in roles.steps if ledger[step] in OPEN)


def _must_be_done(end: Exit, roles: Roles) -> bool:
    """The pivot decides. Without one it is all done that ended well and where nothing failed."""
    ledger, pivot = end.world.ledger, roles.pivot
    if pivot and ledger[pivot] is not Mark.NOT:
        return ledger[pivot] is Mark.DONE
    marks = {ledger[step] for step in roles.steps}
    failed = ledger.turned or marks & {Mark.REFUSED, Mark.UNDONE, Mark.OWED, Mark.EXCUSED}
    return end.errors is None and not failed and marks != {Mark.NOT}


def _undone(end: Exit, roles: Roles) -> Iterator[Leak]:
    ledger = end.world.ledger
    fine = (Mark.DONE, Mark.EXCUSED) if roles.complete else (Mark.DONE, Mark.EXCUSED, Mark.NOT)
    for step in roles.committing():
        if step in roles.optional and ledger[step] is Mark.NOT:
            continue
        if ledger[step] not in fine or (step in roles.steps and ledger[step] is Mark.EXCUSED):
            yield Leak(
                step=step,
                message=f"{step} {ledger[step].value} where the saga is to be all done: {_because(ledger, roles)}",
                remedy=f"lead this path through {_doing(step, roles)}, or turn back before the point of no return",
            )
    if end.errors is not None:
        yield Leak(
            step=roles.pivot or "",
            message=f"the machine fails after {roles.pivot} was done, and what comes after it may not be",
            remedy="catch this error and repeat the step, or park it for a person",
        )


def _because(ledger: Ledger, roles: Roles) -> str:
    return f"{roles.pivot} was done" if roles.pivot and ledger[roles.pivot] is Mark.DONE else "it ended well"


def _unsettled(pivot: str, roles: Roles) -> Leak:
    asking = [name for name, role in roles.of.items() if role.part is Part.RESOLVE]
    return Leak(
        step=pivot,
        message=f"{pivot} may have been committed, and the machine ends without knowing",
        remedy=f"ask {' or '.join(asking) or f'what became of {pivot}'} first, and choose by the answer",
    )


def _left(step: str, ledger: Ledger, roles: Roles) -> Leak:
    return Leak(
        step=step,
        message=f"{step} {ledger[step].value}, and nothing undoes it before the machine ends",
        remedy=f"lead this path through {roles.undoing(step)}",
    )


def _doing(step: str, roles: Roles) -> str:
    names = [
        name
        for name, role in roles.of.items()
        if role.step == step and role.part not in (Part.UNDO, Part.RESOLVE)
    ]
    return " or ".join(names) or step
