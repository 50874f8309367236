"""The rules of credit. Plain Python; amounts are integer minor units of the customer's one currency."""

from __future__ import annotations

from lambdas.shared.errors import InvalidCommand, Rejected
from lambdas.shared.events import DomainEvent


def amount_of(value: object) -> int:
    """The amount of a request. Raises InvalidCommand when it is not a whole number above zero."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise InvalidCommand(f"amount must be a whole number of minor units above 0, not {value!r}")
    return value


def no_credit(*, customer_id: str, amount: int, available: int | None) -> Rejected:
    """Why credit could not be reserved; `available` is None for a customer nobody knows.

    The message names what was asked for and not what is left: it is shown to whoever placed the order.
    """
    if available is None:
        return Rejected(code="UNKNOWN_CUSTOMER", message=f"there is no customer {customer_id}")
    asked = f"the credit of customer {customer_id} does not cover {amount}"
    return Rejected(code="CREDIT_LIMIT_EXCEEDED", message=asked)


def credit_event(name: str, *, saga_id: str, sequence: int, customer_id: str, amount: int) -> DomainEvent:
    data = {"saga_id": saga_id, "customer_id": customer_id, "amount": amount}
    return DomainEvent(type=name, subject=f"credits/{saga_id}", sequence=sequence, data=data)
