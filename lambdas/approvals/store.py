"""The approvals table: `approval#<order>` is the question, who answered it, and the tokens that wait for that.

A task that is tried again has a new token, and Step Functions gives tokens no order: the latest are kept.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from lambdas.approvals.domain import ANSWERS, Answer, ApprovalStatus, Question, approval_event
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.contract import Status as _Step
from lambdas.shared.errors import Transient
from lambdas.shared.events import DomainEvent, Origin, cloud_events
from lambdas.shared.journal import KEEP
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

PARTICIPANT = "approvals"
_MOST_TOKENS = 20


def approval_key(order_id: str) -> dict[str, str]:
    return {"pk": f"approval#{order_id}", "sk": "approval"}


def find(world: World, order_id: str) -> Item | None:
    """Raises Transient."""
    return read(world, table=world.table(PARTICIPANT), key=approval_key(order_id))


def asking(world: World, question: Question, *, token: str) -> Write:
    item = {
        **approval_key(question.order_id),
        **question.as_dict(),
        "status": ApprovalStatus.WAITING.value,
        "asked_at": world.clock().isoformat(),
        "tokens": [token],
    }
    refused = unexpected(f"a person was asked about order {question.order_id}")
    return put(table=world.table(PARTICIPANT), item=item, refused=refused)


def withdrawing(world: World, order_id: str, *, answered: bool) -> Write:
    """Whatever was answered: it counts no more. Raises Transient when it was answered since it was looked at."""
    answers = "attribute_exists" if answered else "attribute_not_exists"
    return update(
        table=world.table(PARTICIPANT),
        key=approval_key(order_id),
        expression="SET #status = :withdrawn",
        condition=f"attribute_exists(#pk) AND {answers}(#answered_at)",
        values={"withdrawn": ApprovalStatus.WITHDRAWN.value},
        refused=lambda _: Transient(f"order {order_id} was answered for at this moment"),
    )


def note_token(world: World, order_id: str, *, token: str) -> None:
    """That this token waits as well. If the question is answered already, that is told once more: the event of the
    answer may have come before the token. Raises Transient.
    """
    found = find(world, order_id)
    while found and token not in found["tokens"]:
        change = update(
            table=world.table(PARTICIPANT),
            key=approval_key(order_id),
            expression="SET #tokens = :tokens",
            condition="#tokens = :before AND #status = :status",
            values={
                "tokens": [*found["tokens"], token][-_MOST_TOKENS:],
                "before": found["tokens"],
                "status": found["status"],
            },
            refused=unexpected("another token, or the answer, came in between"),
        )
        again = (_told_again(world, order_id, token),) if found["status"] in ANSWERS else ()
        with suppress(ConditionFailed):
            commit(world, (change, *again))
        found = find(world, order_id)


def answer(world: World, found: Item, given: Answer) -> Item | None:
    """The question as it is then, answered by this or another. The answer and its event are one write.

    Raises Transient.
    """
    order_id = found["order_id"]
    name = "ApprovalGranted" if given.status is ApprovalStatus.APPROVED else "ApprovalRefused"
    data = {"order_id": order_id, "by": given.by, "reason": given.reason}
    event = approval_event(name, saga_id=order_id, sequence=2, data=data)
    told = _outbox(world, order_id, step="approvals.answer", event=event)
    change = update(
        table=world.table(PARTICIPANT),
        key=approval_key(order_id),
        expression="SET #status = :status, #by = :by, #reason = :reason, #answered_at = :now",
        condition="#status = :waiting",
        values={
            "status": given.status.value,
            "by": given.by,
            "reason": given.reason,
            "now": world.clock().isoformat(),
            "waiting": ApprovalStatus.WAITING.value,
        },
        refused=unexpected("it was answered"),
    )
    with suppress(ConditionFailed):
        commit(world, (change, told))
    return find(world, order_id)


def _told_again(world: World, order_id: str, token: str) -> Write:
    mark = sha256(token.encode()).hexdigest()[:16]
    event = DomainEvent(
        type="ApprovalAnswerRepeated",
        subject=f"approvals/{order_id}/{mark}",
        sequence=1,
        data={"order_id": order_id},
    )
    return _outbox(world, order_id, step=f"approvals.answer.{mark}", event=event)


def _outbox(world: World, order_id: str, *, step: str, event: DomainEvent) -> Write:
    """The publisher takes events from items of this shape."""
    now = world.clock()
    origin = Origin(participant=PARTICIPANT, saga_id=order_id, step=step, status=_Step.DONE)
    item: dict[str, Any] = {
        "pk": f"saga#{order_id}",
        "sk": step,
        "status": _Step.DONE.value,
        "events": cloud_events((event,), origin=origin, at=now),
        "expires_at": int((now + KEEP).timestamp()),
    }
    return put(table=world.table(PARTICIPANT), item=item, refused=unexpected(f"{step} was told"))
