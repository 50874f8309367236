"""Telling the execution that waits what a person answered: from the answer's event, so that it is never forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.shared import tokens
from lambdas.shared.approval import ANSWERS, NOT_APPROVED, ApprovalStatus
from lambdas.shared.tokens import No, Told, Yes

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.items import Item


def tell(found: Item, states: SFNClient) -> int:
    """How many tokens were waited for; none for a question without an answer. Raises Transient."""
    if ApprovalStatus(found["status"]) not in ANSWERS:
        return 0
    return tokens.tell(found["tokens"], _answer(found), states)


def _answer(found: Item) -> Told:
    if found["status"] == ApprovalStatus.APPROVED:
        return Yes(since=found["answered_at"])
    return No(code=found.get("code", NOT_APPROVED), message=found.get("reason") or "a person said no")
