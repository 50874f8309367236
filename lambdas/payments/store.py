"""The payments table: `account#<customer>` holds a balance, `payment#<saga>` what was charged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.payments.domain import Charge, declined
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item


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
