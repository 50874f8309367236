"""The customers table: `customer#<id>` holds the credit limit and what of it is still available; `returned#<order>`
says that the credit of an order was given back after all.

Credit moves by commutative updates guarded by a floor; the journal item is what makes each happen once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.customers.domain import no_credit
from lambdas.shared.errors import Inconsistent
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


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


def reserved_for(world: World, *, table: str, order_id: str) -> tuple[str, int]:
    """Customer and amount of the credit that an order's saga reserved, from its journal. Raises Inconsistent."""
    item = read(world, table=table, key={"pk": f"saga#{order_id}", "sk": "customers.reserve_credit"})
    if item is None or item["status"] != "DONE":
        raise Inconsistent(f"no credit is reserved for order {order_id}")
    return item["done"]["customer_id"], item["done"]["amount"]


def return_credit(*, table: str, order_id: str, customer_id: str, amount: int) -> tuple[Write, ...]:
    """Once for an order, whoever asks for it."""
    note = {"pk": f"returned#{order_id}", "sk": "returned", "customer_id": customer_id, "amount": amount}
    noted = put(table=table, item=note, refused=unexpected(f"the credit of order {order_id} was returned"))
    return (noted, release_credit(table=table, customer_id=customer_id, amount=amount))
