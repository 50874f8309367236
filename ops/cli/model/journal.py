"""What the participants' journals say of a saga, step by step: done, undone, and what is still owed.

The executions say what was tried; only the journals know what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.shared.approval import ApprovalStatus
from lambdas.shared.contract import Reason
from lambdas.shared.contract import Status as Journaled
from lambdas.shared.reads import read_all
from ops.cli.model.question import Question
from ops.cli.model.saga import Saga, Status
from statemachines.step import Definition, Kind, Step

if TYPE_CHECKING:
    from lambdas.shared.world import World

_TURNED = {Journaled.COMPENSATED, Journaled.REJECTED, Journaled.VOID}
_CLOSED = {Journaled.COMPENSATED, Journaled.VOID}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One step. `status` is None where the journal has nothing of it.

    `owed` is the function that has yet to succeed for this step, or empty; `skipped` that somebody decided
    that it need not.
    """

    step: str
    status: Journaled | None
    reason: Reason | None
    owed: str = ""
    skipped: bool = False


def journal_of(world: World, saga: Saga, question: Question | None = None) -> tuple[Entry, ...]:
    """Every step of the saga, in the order of its table. A question that was answered with a no is not withdrawn."""
    items: dict[str, Mapping[str, object]] = {}
    for participant in saga.definition.participants:
        steps = [step.name for step in saga.definition.steps if step.function.participant == participant]
        keys = [{"pk": f"saga#{saga.saga_id}", "sk": step} for step in steps]
        for item in read_all(world, table=world.table(participant), keys=keys):
            items[item["sk"]] = item
    refused = question is not None and question.status is ApprovalStatus.REFUSED
    return entries_of(saga, items, refused=refused)


def entries_of(saga: Saga, items: Mapping[str, Mapping[str, object]], *, refused: bool) -> tuple[Entry, ...]:
    """`items` are the journals', by step. `refused`: a person said no."""
    definition = saga.definition
    found = {step.name: _status(items.get(step.name)) for step in definition.steps}
    back, forth = _turned_back(saga, found), _went_forth(saga, found)
    skipped = {decision.function for decision in saga.decisions if decision.action == "skip"}
    entries = []
    for step in definition.steps:
        status = found[step.name]
        owed = _to_undo(definition, step, status) if back else _to_do(step, status) if forth else ""
        owed = "" if refused and step.patience else owed
        entries.append(
            Entry(
                step=step.name,
                status=status,
                reason=_reason(items.get(step.name)),
                owed=owed,
                skipped=owed in skipped,
            )
        )
    return tuple(entries)


def _turned_back(saga: Saga, found: Mapping[str, Journaled | None]) -> bool:
    """A step before the pivot said no or was undone, the pivot never happened, or the saga says so itself."""
    undoing = {step.compensation.function.name for step in saga.definition.steps if step.compensation}
    before = [step.name for step in saga.definition.steps if step.kind is not Kind.RETRIABLE]
    return (
        saga.status is Status.COMPENSATED
        or any(parked.function in undoing for parked in saga.parked)
        or any(found[name] in _TURNED for name in before)
    )


def _went_forth(saga: Saga, found: Mapping[str, Journaled | None]) -> bool:
    pivots = [step.name for step in saga.definition.steps if step.kind is Kind.PIVOT]
    return saga.status is Status.COMPLETED or any(found[name] is Journaled.DONE for name in pivots)


def _to_undo(definition: Definition, step: Step, status: Journaled | None) -> str:
    """The first step's compensation closes the saga, so that one is owed also when there is nothing to undo."""
    if step.compensation is None:
        return ""
    closes = step.name == definition.steps[0].name and status not in _CLOSED
    return step.compensation.function.name if status is Journaled.DONE or closes else ""


def _to_do(step: Step, status: Journaled | None) -> str:
    return step.name if step.kind is Kind.RETRIABLE and status is not Journaled.DONE else ""


def _status(item: Mapping[str, object] | None) -> Journaled | None:
    return Journaled(str(item["status"])) if item else None


def _reason(item: Mapping[str, object] | None) -> Reason | None:
    reason = item.get("reason") if item else None
    return Reason(code=reason["code"], message=reason["message"]) if isinstance(reason, dict) else None


def owed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.owed)
