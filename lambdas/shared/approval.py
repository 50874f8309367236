"""What a person is asked to agree to, what may become of it, and which answer counts. Plain Python."""

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

NOT_APPROVED, CANCELLED = "NOT_APPROVED", "CANCELLED"
"""Why an order is refused, as its client is told: a person said no, or the client wants it no more."""


class NotAsked(SagaError):  # noqa: N818 - named as the other outcomes are
    """Nobody has been asked about this order."""


class AlreadyAnswered(SagaError):  # noqa: N818 - named as the other outcomes are
    """Somebody gave the other answer before."""


class NoLongerAsked(SagaError):  # noqa: N818 - named as the other outcomes are
    """The order's saga has turned back, or is about to, so that an answer changes nothing any more."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`by` is the person, as the gateway knows them; `reason` and `code` are for the client of an order that is
    refused.
    """

    status: ApprovalStatus
    by: str
    reason: str | None
    code: str = NOT_APPROVED


def check_answer(answer: Answer, found: Mapping[str, Any] | None, *, order_id: str) -> None:
    """Whether the answer is the one that counts. Raises NotAsked, AlreadyAnswered, NoLongerAsked."""
    if found is None:
        raise NotAsked(f"nobody is asked about order {order_id}")
    status = ApprovalStatus(found["status"])
    if status is ApprovalStatus.WITHDRAWN:
        raise NoLongerAsked(f"order {order_id} waits for no answer any more")
    if found.get("code") == CANCELLED:
        raise NoLongerAsked(f"order {order_id} was cancelled by whoever placed it")
    if status is not answer.status:
        raise AlreadyAnswered(f"order {order_id} is {status} already, by {found.get('by')}")


def approval_event(name: str, *, saga_id: str, sequence: int, data: Mapping[str, Any]) -> DomainEvent:
    return DomainEvent(type=name, subject=f"approvals/{saga_id}", sequence=sequence, data=dict(data))
