"""The customers table: `customer#<id>` holds the credit limit and what of it is still available.

Credit moves by commutative updates guarded by a floor; the journal item is what makes each happen once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.customers.domain import no_credit
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item


def customer_item(*, customer_id: str, credit_limit: int) -> Item:
    """A customer who owes nothing yet."""
    return {
        **customer_key(customer_id),
        "customer_id": customer_id,
        "credit_limit": credit_limit,
        "available_credit": credit_limit,
    }


def customer_key(customer_id: str) -> Item:
    return {"pk": f"customer#{customer_id}", "sk": "customer"}


def reserve_credit(*, table: str, customer_id: str, amount: int) -> Write:
    return update(
        table=table,
        key=customer_key(customer_id),
        expression="SET #available_credit = #available_credit - :amount",
        condition="#available_credit >= :amount",
        values={"amount": amount},
        refused=lambda old: no_credit(
            customer_id=customer_id, amount=amount, available=old["available_credit"] if old else None
        ),
    )


def release_credit(*, table: str, customer_id: str, amount: int) -> Write:
    return update(
        table=table,
        key=customer_key(customer_id),
        expression="SET #available_credit = #available_credit + :amount",
        condition="attribute_exists(#pk)",
        values={"amount": amount},
        refused=unexpected(f"customer {customer_id} is gone, with {amount} to be released"),
    )
