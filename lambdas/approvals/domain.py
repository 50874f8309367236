"""A question to a person, and what became of it. Plain Python; amounts are integer minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lambdas.shared.errors import SagaError
from lambdas.shared.events import DomainEvent


class ApprovalStatus(StrEnum):
    """WITHDRAWN: the saga turned back, in time or after silence, and nobody's answer counts any more."""

    WAITING = "WAITING"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


ANSWERS = (ApprovalStatus.APPROVED, ApprovalStatus.REFUSED)


class NotAsked(SagaError):  # noqa: N818 - named as the other outcomes are
    """Nobody has been asked about this order."""


class AlreadyAnswered(SagaError):  # noqa: N818 - named as the other outcomes are
    """Somebody gave the other answer before."""


class NoLongerAsked(SagaError):  # noqa: N818 - named as the other outcomes are
    """The order's saga has turned back, so that an answer changes nothing any more."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """`answer_by` is a time in ISO 8601."""

    order_id: str
    customer_id: str
    amount: int
    currency: str
    answer_by: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "order_id": self.order_id,
            "customer_id": self.customer_id,
            "amount": self.amount,
            "currency": self.currency,
            "answer_by": self.answer_by,
        }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`by` is the person, as the gateway knows them; `reason` is for the client of an order that is refused."""

    status: ApprovalStatus
    by: str
    reason: str | None


def check_answer(answer: Answer, found: Mapping[str, Any] | None, *, order_id: str) -> None:
    """Whether the answer is the one that counts. Raises NotAsked, AlreadyAnswered, NoLongerAsked."""
    if found is None:
        raise NotAsked(f"nobody is asked about order {order_id}")
    status = ApprovalStatus(found["status"])
    if status is ApprovalStatus.WITHDRAWN:
        raise NoLongerAsked(f"order {order_id} waits for no answer any more")
    if status is not answer.status:
        raise AlreadyAnswered(f"order {order_id} is {status} already, by {found.get('by')}")


def approval_event(name: str, *, saga_id: str, sequence: int, data: Mapping[str, Any]) -> DomainEvent:
    return DomainEvent(type=name, subject=f"approvals/{saga_id}", sequence=sequence, data=dict(data))
