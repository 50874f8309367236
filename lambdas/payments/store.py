"""The payments table: `account#<customer>` holds a balance, `payment#<saga>` what was charged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.payments.domain import Charge, declined
from lambdas.shared.errors import Inconsistent
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


def account_item(*, customer_id: str, balance: int, currency: str) -> Item:
    return {**account_key(customer_id), "customer_id": customer_id, "balance": balance, "currency": currency}


def account_key(customer_id: str) -> Item:
    return {"pk": f"account#{customer_id}", "sk": "account"}


def payment_key(saga_id: str) -> Item:
    return {"pk": f"payment#{saga_id}", "sk": "payment"}


def charge_account(*, table: str, saga_id: str, charge: Charge) -> tuple[Write, ...]:
    taken = update(
        table=table,
        key=account_key(charge.customer_id),
        expression="SET #balance = #balance - :amount",
        condition="#balance >= :amount AND #currency = :currency",
        values={"amount": charge.amount, "currency": charge.currency},
        refused=lambda old: declined(charge, account_currency=old["currency"] if old else None),
    )
    payment = {**payment_key(saga_id), **charge.as_dict()}
    recorded = put(table=table, item=payment, refused=unexpected(f"payment of {saga_id} exists"))
    return (taken, recorded)


def payment_of(world: World, *, table: str, order_id: str) -> Charge:
    """What was charged for an order. Raises Inconsistent when nothing was."""
    item = read(world, table=table, key=payment_key(order_id))
    if item is None:
        raise Inconsistent(f"there is no payment of order {order_id} to refund")
    return Charge(customer_id=item["customer_id"], amount=item["amount"], currency=item["currency"])


def refund(*, table: str, order_id: str, charge: Charge) -> tuple[Write, ...]:
    """Back to the account, once for a payment, whoever asks for it."""
    marked = update(
        table=table,
        key=payment_key(order_id),
        expression="SET #refunded = :amount",
        condition="attribute_exists(#pk) AND attribute_not_exists(#refunded)",
        values={"amount": charge.amount},
        refused=unexpected(f"payment of {order_id} is refunded already"),
    )
    given_back = update(
        table=table,
        key=account_key(charge.customer_id),
        expression="SET #balance = #balance + :amount",
        condition="attribute_exists(#pk)",
        values={"amount": charge.amount},
        refused=unexpected(
            f"the account of {charge.customer_id} is gone, with {charge.amount} to be refunded"
        ),
    )
    return (marked, given_back)
