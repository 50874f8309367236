"""The question that is put to a person. Plain Python; amounts are integer minor units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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
