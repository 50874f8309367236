"""Money that moves after an order was paid for: all of it back for a cancellation, the difference for a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdas.payments.domain import Charge, declined
from lambdas.payments.store import account_key, payment_key
from lambdas.shared.contract import Command, required
from lambdas.shared.errors import Inconsistent
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World


def refund(command: Command, world: World) -> LocalTransaction:
    """All that was paid, once."""
    table, order_id = world.table("payments"), required(command, "order_id")
    paid = _paid(world, order_id)
    event = _event("PaymentRefunded", "refunds", command, order_id, paid, by=-paid.amount)
    return LocalTransaction(
        writes=(_changed(table, order_id, paid, by=-paid.amount), _moved(table, paid, by=-paid.amount)),
        events=(event,),
    )


def adjust(command: Command, world: World) -> LocalTransaction:
    """`by` is more, or less if below zero, in minor units."""
    table, order_id, by = world.table("payments"), required(command, "order_id"), int(required(command, "by"))
    paid = _paid(world, order_id)
    writes = (_changed(table, order_id, paid, by=by), _moved(table, paid, by=by)) if by else ()
    event = _event("PaymentAdjusted", "payment-adjustments", command, order_id, paid, by=by)
    return LocalTransaction(writes=writes, events=(event,))


def _paid(world: World, order_id: str) -> Charge:
    """What an order has cost so far. Raises Inconsistent when it was never paid, or all was refunded."""
    item = read(world, table=world.table("payments"), key=payment_key(order_id))
    if item is None or not item["amount"]:
        raise Inconsistent(f"there is no payment of order {order_id}")
    return Charge(customer_id=item["customer_id"], amount=item["amount"], currency=item["currency"])


def _changed(table: str, order_id: str, paid: Charge, *, by: int) -> Write:
    return update(
        table=table,
        key=payment_key(order_id),
        expression="SET #amount = #amount + :by",
        condition="#amount = :before",
        values={"by": by, "before": paid.amount},
        refused=unexpected(f"the payment of order {order_id} is not what was read"),
    )


def _moved(table: str, paid: Charge, *, by: int) -> Write:
    """From the account, or back to it."""
    further = Charge(customer_id=paid.customer_id, amount=max(by, 1), currency=paid.currency)
    return update(
        table=table,
        key=account_key(paid.customer_id),
        expression="SET #balance = #balance - :by",
        condition="#balance >= :by AND #currency = :currency",
        values={"by": by, "currency": paid.currency},
        refused=lambda old: declined(further, account_currency=old["currency"] if old else None),
    )


def _event(  # noqa: PLR0913 - what an event is made of
    name: str, aggregate: str, command: Command, order_id: str, paid: Charge, *, by: int
) -> DomainEvent:
    data: dict[str, Any] = {
        "saga_id": command.saga_id,
        "order_id": order_id,
        **paid.as_dict(),
        "amount": paid.amount + by,
        "by": by,
    }
    return DomainEvent(type=name, subject=f"{aggregate}/{command.saga_id}", sequence=1, data=data)
