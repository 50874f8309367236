"""What is told of a saga on an order that came to nothing: the order as it is, and why; also of one never made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdas.orders.domain import OrderStatus, Request, decided, told, unpriced
from lambdas.orders.store import find_item, order_of, record_rejected
from lambdas.shared.contract import Command, Reason, required
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import LocalTransaction

if TYPE_CHECKING:
    from lambdas.shared.world import World


def refused(event_type: str, aggregate: str, command: Command, world: World) -> LocalTransaction:
    """For a lock that was never taken. The order may not be there at all."""
    order_id, reason = required(command, "order_id"), reason_of(command)
    item = find_item(world, table=world.table("orders"), order_id=order_id)
    as_it_is: dict[str, Any] = (
        told(order_of(item), OrderStatus(item["status"]), reason)
        if item
        else {"order_id": order_id, "status": None, "reason": reason}
    )
    return LocalTransaction(events=(outcome(event_type, aggregate, command, as_it_is, sequence=1),))


def never_created(command: Command, world: World) -> LocalTransaction:
    """The client was given an order id: it must find the order there, and hear of it, even if none was made."""
    order, reason = unpriced(request_of(command)), reason_of(command)
    write = record_rejected(
        table=world.table("orders"), order=order, created_at=world.clock().isoformat(), reason=reason
    )
    event = decided(order, OrderStatus.REJECTED, sequence=1, reason=reason)
    return LocalTransaction(writes=(write,), events=(event,))


def request_of(command: Command) -> Request:
    """What a client asked for, in the command to make it."""
    return Request(
        order_id=command.saga_id,
        caller=required(command, "caller"),
        customer_id=required(command, "customer_id"),
        items=required(command, "items"),
        callback_url=required(command, "callback_url"),
    )


def outcome(
    event_type: str, aggregate: str, command: Command, data: dict[str, Any], *, sequence: int
) -> DomainEvent:
    subject = f"{aggregate}/{command.saga_id}"
    data = {**data, "saga_id": command.saga_id}
    return DomainEvent(type=event_type, subject=subject, sequence=sequence, data=data)


def reason_of(command: Command) -> dict[str, str]:
    return (command.reason or Reason(code="UNKNOWN", message="no reason was given")).as_dict()
