"""The rules of charging an account. Plain Python; amounts are integer minor units of a currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lambdas.shared.errors import InvalidCommand, Rejected
from lambdas.shared.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class Charge:
    """So much to be taken from one customer's account."""

    customer_id: str
    amount: int
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool) or self.amount <= 0:
            raise InvalidCommand(f"amount must be a whole number of minor units above 0, not {self.amount!r}")

    def as_dict(self) -> dict[str, Any]:
        return {"customer_id": self.customer_id, "amount": self.amount, "currency": self.currency}


def declined(charge: Charge, *, account_currency: str | None) -> Rejected:
    """Why a charge was declined; the currency is None where there is no account. No balance is told."""
    if account_currency is None:
        return Rejected(code="UNKNOWN_ACCOUNT", message=f"customer {charge.customer_id} has no account")
    if account_currency != charge.currency:
        mismatch = (
            f"the account of {charge.customer_id} is in {account_currency}, the charge in {charge.currency}"
        )
        return Rejected(code="CURRENCY_MISMATCH", message=mismatch)
    short = f"the account of {charge.customer_id} does not cover {charge.amount} {charge.currency}"
    return Rejected(code="PAYMENT_DECLINED", message=short)


def charged(charge: Charge, *, saga_id: str) -> DomainEvent:
    data = {"saga_id": saga_id, **charge.as_dict()}
    return DomainEvent(type="PaymentCharged", subject=f"payments/{saga_id}", sequence=1, data=data)
