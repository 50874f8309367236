"""What is told of a saga on an order that came to nothing: the order as it is, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdas.orders.domain import OrderStatus, told
from lambdas.orders.store import find_item, order_of
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


def outcome(
    event_type: str, aggregate: str, command: Command, data: dict[str, Any], *, sequence: int
) -> DomainEvent:
    subject = f"{aggregate}/{command.saga_id}"
    data = {**data, "saga_id": command.saga_id}
    return DomainEvent(type=event_type, subject=subject, sequence=sequence, data=data)


def reason_of(command: Command) -> dict[str, str]:
    return (command.reason or Reason(code="UNKNOWN", message="no reason was given")).as_dict()
