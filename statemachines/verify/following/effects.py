"""What a task does to the ledger: when it succeeds, when it fails, when it is cut off, and when it never should run.

After any failure but a rejection, a step may have been committed, or may be yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statemachines.verify.following.ledger import OPEN, Ledger, Mark
from statemachines.verify.purpose.roles import COMMITTING, Part, Role, Roles


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A way to succeed. `answer` is what a resolution or a person said, `skipped` what a person let go."""

    ledger: Ledger
    answer: str | None = None
    skipped: Role | None = None


def successes(role: Role, ledger: Ledger, roles: Roles) -> Iterator[Outcome]:
    if role.part in COMMITTING:
        yield Outcome(ledger=ledger.marked(role.step, Mark.DONE))
    elif role.part is Part.UNDO:
        yield Outcome(ledger=ledger.marked(role.step, Mark.UNDONE))
    elif role.part is Part.RESOLVE:
        yield from _answers(role.step, ledger, roles)
    elif role.part is Part.PARK and role.about:
        yield Outcome(ledger=ledger, answer="retry")
        if role.skippable:
            yield Outcome(ledger=_excused(role.about, ledger), answer="skip", skipped=role.about)
    else:
        yield Outcome(ledger=ledger)


def failed(role: Role, error: str, ledger: Ledger, roles: Roles) -> Ledger:
    if role.part is Part.OTHER:
        return ledger.turn()
    if role.part is Part.UNDO and ledger[role.step] in OPEN:
        return ledger.marked(role.step, Mark.OWED)
    if role.part not in COMMITTING:
        return ledger
    refused = error in roles.rejections and ledger[role.step] is not Mark.MAYBE
    marked = ledger.marked(role.step, Mark.REFUSED if refused else Mark.MAYBE)
    return marked.turn() if role.part is Part.STEP else marked


def cut_off(role: Role, ledger: Ledger) -> Ledger:
    """Another branch failed while this task ran, or before, or after: nobody knows."""
    return ledger.marked(role.step, Mark.MAYBE) if role.part in COMMITTING else ledger


def _left_out(step: str, ledger: Ledger, roles: Roles) -> bool:
    return roles.complete and step not in roles.optional and ledger[step] is Mark.NOT


def objections(role: Role, ledger: Ledger, roles: Roles) -> Iterator[str]:
    """Why a task should not run now; each completes a sentence that begins with the state's name."""
    pivot = roles.pivot
    if role.part is Part.UNDO:
        if pivot and ledger[pivot] in (Mark.DONE, Mark.MAYBE):
            yield f"undoes {role.step} although {pivot} {ledger[pivot].value}"
        waiting = [step for step in sorted(roles.later.get(role.step, ())) if _not_tried(ledger[step])]
        if waiting and ledger[role.step] in OPEN:
            yield f"undoes {role.step} before {', '.join(waiting)}, which came after it"
    elif role.part is Part.PIVOT:
        unsure = [step for step in roles.steps if ledger[step] not in (Mark.DONE, Mark.NOT)]
        unsure += [step for step in roles.steps if _left_out(step, ledger, roles)]
        yield from (f"does {role.step} although {step} {ledger[step].value}" for step in unsure)
    elif role.part is Part.RETRIABLE and pivot and ledger[pivot] is not Mark.DONE:
        yield f"does {role.step}, which nothing undoes, although {pivot} {ledger[pivot].value}"


def _not_tried(mark: Mark) -> bool:
    return mark in (Mark.DONE, Mark.MAYBE)


def settled(ledger: Ledger, roles: Roles, *, done: bool) -> Ledger:
    """What is known once it is known whether the pivot happened. If it did, so did all that comes before it: where
    another machine began, nothing else tells.
    """
    ledger = ledger.marked(roles.pivot or "", Mark.DONE if done else Mark.VOID)
    for step in roles.steps if done and roles.begun else ():
        ledger = ledger.marked(step, Mark.DONE) if ledger[step] is Mark.MAYBE else ledger
    return ledger


def _answers(pivot: str, ledger: Ledger, roles: Roles) -> Iterator[Outcome]:
    """A resolution says what is so: DONE if it happened, VOID if it did not and never will."""
    if roles.settled is None:  # what it said is told by where the machine goes
        yield Outcome(ledger=ledger)
        return
    if ledger[pivot] in (Mark.DONE, Mark.MAYBE):
        yield Outcome(ledger=settled(ledger, roles, done=True), answer="DONE")
    if ledger[pivot] is not Mark.DONE:
        yield Outcome(ledger=settled(ledger, roles, done=False), answer="VOID")


def _excused(role: Role, ledger: Ledger) -> Ledger:
    """A person's word ends what was owed. Nobody's word settles a pivot."""
    return ledger if role.part is Part.RESOLVE else ledger.marked(role.step, Mark.EXCUSED)
