"""What the document shows of a large order that a person is asked about: waiting, and answered."""

from __future__ import annotations

from typing import Any

from lambdas.api.approvals import view
from lambdas.shared.answering import approval_key
from lambdas.shared.approval import ApprovalStatus

ORDER_ID = "o-5b0f1c3d9e7a4826b1d4f6a80c2e3f57"
"""Of an order that needs a person's yes: the other examples' is too small."""

REFUSAL: dict[str, Any] = {"reason": "the delivery address is not the customer's"}
_BY = "arn:aws:sts::123456789012:assumed-role/Approvers/olga"


def kept_question() -> dict[str, Any]:
    """As the approvals table holds it."""
    return {
        **approval_key(ORDER_ID),
        "order_id": ORDER_ID,
        "customer_id": "alice",
        "amount": 1_250_00,
        "currency": "EUR",
        "status": ApprovalStatus.WAITING.value,
        "asked_at": "2026-01-31T12:00:00+00:00",
        "answer_by": "2026-02-03T12:00:00+00:00",
        "tokens": ["a-token"],
    }


def waiting() -> dict[str, Any]:
    return view(kept_question())


def approved() -> dict[str, Any]:
    return _answered(ApprovalStatus.APPROVED, reason=None)


def refused() -> dict[str, Any]:
    return _answered(ApprovalStatus.REFUSED, reason=REFUSAL["reason"])


def _answered(status: ApprovalStatus, *, reason: str | None) -> dict[str, Any]:
    answer = {"answered_at": "2026-01-31T15:20:00+00:00", "by": _BY, "reason": reason}
    return view(kept_question() | answer | {"status": status.value})
