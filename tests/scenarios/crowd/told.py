"""What must have been published of a saga, by how it ended: written down by hand from what each step is to tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator

_APPROVED = {"OrderCreated", "StockReserved", "CreditReserved", "PaymentCharged", "OrderApproved"}
_CANCELLED = {
    "OrderCancellationBegun",
    "StockWithdrawn",
    "PaymentRefunded",
    "CreditReturned",
    "OrderCancelled",
}
_CHANGED = {
    "OrderChangeBegun",
    "StockAdjusted",
    "CreditAdjusted",
    "PaymentAdjusted",
    "StockAdjustmentConfirmed",
    "CreditAdjustmentConfirmed",
    "OrderChanged",
}

ALWAYS = {
    ("create-order", "APPROVED"): _APPROVED | {"StockShipped"},
    ("create-order", "CANCELLED"): _APPROVED,
    ("create-order", "REJECTED"): {"OrderRejected"},
    ("cancel-order", "DONE"): _CANCELLED,
    ("cancel-order", "REFUSED"): {"OrderCancellationRejected"},
    ("change-order", "DONE"): _CHANGED,
    ("change-order", "REFUSED"): {"OrderChangeRejected"},
}

_SAYING_NO = {"StockReservationRejected", "CreditReservationRejected", "PaymentDeclined"}
_SAYING_NO_TO_CHANGES = {"StockAdjustmentRejected", "CreditAdjustmentRejected", "PaymentDeclined"}
_UNDONE = {
    ("create-order", "REJECTED"): {"StockReserved": "StockReleased", "CreditReserved": "CreditReleased"},
    ("change-order", "REFUSED"): {"StockAdjusted": "StockReadjusted", "CreditAdjusted": "CreditReadjusted"},
}
"""What may have been done before it turned back, and what must be told then."""
_MAY = {
    ("create-order", "REJECTED"): {"OrderCreated"} | _SAYING_NO,
    ("cancel-order", "REFUSED"): {"OrderCancellationBegun"},
    ("change-order", "REFUSED"): {"OrderChangeBegun"} | _SAYING_NO_TO_CHANGES,
}


def complaints(saga: str, ended: str, types: Collection[str]) -> Iterator[str]:
    """`types` of all that was published of one saga, which ended as an order, or as a follow-up, does."""
    how, found = (saga, ended), set(types)
    undone = _UNDONE.get(how, {})
    if len(found) != len(types):
        yield f"something was told twice: {sorted(types)}"
    if missing := ALWAYS[how] - found:
        yield f"was {ended} and never told {sorted(missing)}"
    if strange := found - ALWAYS[how] - _MAY.get(how, set()) - set(undone) - set(undone.values()):
        yield f"was {ended} and told {sorted(strange)}"
    for done, undoing in undone.items():
        if (done in found) != (undoing in found):
            yield f"was {ended}, and told only one of {done} and {undoing}"
