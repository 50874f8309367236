"""A person's answer: recorded once in the approvals table, then passed on by its event.

`approval#<order>` is the question and its answer. The same answer again is as if given once. Whoever answers, the
API or a cancellation, comes by here.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from lambdas.shared.approval import (
    CANCELLED,
    Answer,
    ApprovalStatus,
    NoLongerAsked,
    approval_event,
    check_answer,
)
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.events import DomainEvent
from lambdas.shared.outbox import outbox
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

PARTICIPANT = "approvals"
_TAKEN_BACK = Answer(
    status=ApprovalStatus.REFUSED,
    by="whoever placed it",
    reason="it was cancelled while it waited for an approval",
    code=CANCELLED,
)


def approval_key(order_id: str) -> dict[str, str]:
    return {"pk": f"approval#{order_id}", "sk": "approval"}


def find(world: World, order_id: str) -> Item | None:
    """Raises Transient."""
    return read(world, table=world.table(PARTICIPANT), key=approval_key(order_id))


def answer(world: World, order_id: str, given: Answer) -> Item | None:
    """The question as it is then. Raises NotAsked, AlreadyAnswered, NoLongerAsked, Transient."""
    found = find(world, order_id)
    if found and found["status"] == ApprovalStatus.WAITING:
        _check_in_time(world, found)
        found = _record(world, found, given)
    check_answer(given, found, order_id=order_id)
    return found


def take_back(world: World, order_id: str) -> None:
    """Who placed the order wants it no more: a question that waits is answered with a no, and any other stays what it
    is. Raises Transient.
    """
    found = find(world, order_id)
    if found and found["status"] == ApprovalStatus.WAITING:
        _record(world, found, _TAKEN_BACK)


def outbox_item(world: World, order_id: str, *, step: str, event: DomainEvent) -> Write:
    """An event that is of no step."""
    return outbox(world, event, participant=PARTICIPANT, saga_id=order_id, step=step)


def _check_in_time(world: World, found: Item) -> None:
    """Past its time the execution waits no more: who answers then shall not believe that it counts."""
    if world.clock().isoformat() >= found["answer_by"]:
        raise NoLongerAsked(f"order {found['order_id']} waited for an answer until {found['answer_by']}")


def _record(world: World, found: Item, given: Answer) -> Item | None:
    """The question as it is then, answered by this or another. The answer and its event are one write."""
    order_id = found["order_id"]
    name = "ApprovalGranted" if given.status is ApprovalStatus.APPROVED else "ApprovalRefused"
    data = {"order_id": order_id, "by": given.by, "code": given.code, "reason": given.reason}
    event = approval_event(name, saga_id=order_id, sequence=2, data=data)
    told = outbox_item(world, order_id, step="approvals.answer", event=event)
    with suppress(ConditionFailed):
        commit(world, (_answering(world, order_id, given), told))
    return find(world, order_id)


def _answering(world: World, order_id: str, given: Answer) -> Write:
    return update(
        table=world.table(PARTICIPANT),
        key=approval_key(order_id),
        expression="SET #status = :status, #by = :by, #reason = :reason, #code = :code, #answered_at = :now",
        condition="#status = :waiting",
        values={
            "status": given.status.value,
            "by": given.by,
            "reason": given.reason,
            "code": given.code,
            "now": world.clock().isoformat(),
            "waiting": ApprovalStatus.WAITING.value,
        },
        refused=unexpected("it was answered"),
    )
