"""Asking a person, by a task whose execution waits for the answer; and withdrawing the question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lambdas.approvals import store
from lambdas.approvals.domain import Question
from lambdas.shared.answering import find
from lambdas.shared.approval import approval_event
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.tokens import token_of

if TYPE_CHECKING:
    from lambdas.shared.world import World


def ask(command: Command, world: World) -> LocalTransaction:
    question = _question(command, world)
    asked = store.asking(world, question, token=token_of(command))
    event = approval_event("ApprovalAsked", saga_id=command.saga_id, sequence=1, data=question.as_dict())
    return LocalTransaction(writes=(asked,), done={"order_id": question.order_id}, events=(event,))


def withdraw(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    """The question may have been answered meanwhile; then the answer's event is the second, and this the third."""
    found = find(world, done["order_id"]) or {}
    sequence = 3 if "answered_at" in found else 2
    event = approval_event(
        "ApprovalWithdrawn", saga_id=command.saga_id, sequence=sequence, data={"order_id": done["order_id"]}
    )
    withdrawn = store.withdrawing(world, done["order_id"], answered="answered_at" in found)
    return LocalTransaction(writes=(withdrawn,), events=(event,))


def _question(command: Command, world: World) -> Question:
    patience = timedelta(seconds=command.patience or 0)
    return Question(
        order_id=command.saga_id,
        customer_id=required(command, "customer_id"),
        amount=required(command, "amount"),
        currency=required(command, "currency"),
        answer_by=(world.clock() + patience).isoformat(),
    )
