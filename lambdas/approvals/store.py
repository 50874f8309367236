"""The approvals table: the question as it is asked and withdrawn, and the tokens that wait for its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.approvals.domain import Question
from lambdas.shared import tokens
from lambdas.shared.answering import PARTICIPANT, approval_key, outbox_item
from lambdas.shared.approval import ANSWERS, ApprovalStatus
from lambdas.shared.errors import Transient
from lambdas.shared.events import DomainEvent
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


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

    def told_again(found: Item) -> tuple[Write, ...]:
        return (_told_again(world, order_id, token),) if found["status"] in ANSWERS else ()

    table, key = world.table(PARTICIPANT), approval_key(order_id)
    tokens.note(world, table=table, key=key, token=token, unchanged=("status",), beside=told_again)


def _told_again(world: World, order_id: str, token: str) -> Write:
    mark = tokens.mark_of(token)
    event = DomainEvent(
        type="ApprovalAnswerRepeated",
        subject=f"approvals/{order_id}/{mark}",
        sequence=1,
        data={"order_id": order_id},
    )
    return outbox_item(world, order_id, step=f"approvals.answer.{mark}", event=event)
