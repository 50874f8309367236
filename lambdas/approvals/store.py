"""The approvals table: the question as it is asked and withdrawn, and the tokens that wait for its answer.

A task that is tried again has a new token, and Step Functions gives tokens no order: the latest are kept.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from lambdas.approvals.domain import Question
from lambdas.shared.answering import PARTICIPANT, approval_key, find, outbox_item
from lambdas.shared.approval import ANSWERS, ApprovalStatus
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.errors import Transient
from lambdas.shared.events import DomainEvent
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World

_MOST_TOKENS = 20


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


def _told_again(world: World, order_id: str, token: str) -> Write:
    mark = sha256(token.encode()).hexdigest()[:16]
    event = DomainEvent(
        type="ApprovalAnswerRepeated",
        subject=f"approvals/{order_id}/{mark}",
        sequence=1,
        data={"order_id": order_id},
    )
    return outbox_item(world, order_id, step=f"approvals.answer.{mark}", event=event)
