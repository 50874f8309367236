"""Two orders of one customer that are placed together: both are certain, or neither is. Plain Python.

Their ids follow from the group's, so that they are known before the orders are there, to whoever asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lambdas.orders.domain import OrderStatus
from lambdas.shared.errors import Rejected, SagaError, Transient
from lambdas.shared.events import DomainEvent

PART_MARK = "o-00000000"
"""What the ids of such orders begin with, so that a rule on the bus lets only their events through. Of all other
orders, one in four thousand million begins like that, and is found to be no part of anything.
"""


class GroupStatus(StrEnum):
    """Also of each order's part in it: PENDING while it is placed or waited for, REJECTED when it was taken back."""

    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"


class Position(StrEnum):
    FIRST = "FIRST"
    SECOND = "SECOND"


@dataclass(frozen=True, kw_only=True)
class Group:
    group_id: str
    caller: str
    customer_id: str
    callback_url: str | None

    @property
    def order_ids(self) -> list[str]:
        return [part_id(self.group_id, position) for position in Position]

    def as_dict(self) -> dict[str, Any]:
        return {
            "group_id": self.group_id,
            "caller": self.caller,
            "customer_id": self.customer_id,
            "order_ids": self.order_ids,
            "callback_url": self.callback_url,
        }


def part_id(group_id: str, position: Position) -> str:
    """The id of an order of the group."""
    return PART_MARK + _digest(group_id, position)[:24]


def cancellation_id(group_id: str, position: Position, *, attempt: int) -> str:
    """The id of a cancellation by which the group takes an order back."""
    return f"x-{_digest(group_id, position, str(attempt))[:32]}"


def not_to_be_confirmed(order_id: str, found: Mapping[str, Any] | None) -> SagaError:
    """Why an order is not certain: cancelled since it was approved, or about to be changed, which is waited for."""
    status = OrderStatus(found["status"]) if found else None
    if status in (OrderStatus.CANCELLING, OrderStatus.CHANGING):
        return Transient(f"order {order_id} is {status}: another saga is at work on it")
    return Rejected(code="ORDER_NOT_APPROVED", message=f"order {order_id} is {status}")


def group_event(
    name: str, group: Group, status: GroupStatus, *, sequence: int, reason: Mapping[str, str] | None = None
) -> DomainEvent:
    """All that a client is told; callback_url only if one was given."""
    data: dict[str, Any] = {
        "group_id": group.group_id,
        "customer_id": group.customer_id,
        "order_ids": group.order_ids,
        "status": status.value,
        "reason": dict(reason) if reason else None,
    }
    if group.callback_url:
        data["callback_url"] = group.callback_url
    return DomainEvent(type=name, subject=f"groups/{group.group_id}", sequence=sequence, data=data)


def unwanted_event(order_id: str, *, cancellation: str) -> DomainEvent:
    """Whoever is asked about the order need not answer any more. Said once by each cancellation."""
    subject = f"parts/{order_id}/{cancellation}"
    return DomainEvent(type="PartUnwanted", subject=subject, sequence=1, data={"order_id": order_id})


def part_event(name: str, *, group_id: str, order_id: str, sequence: int) -> DomainEvent:
    data = {"group_id": group_id, "order_id": order_id}
    return DomainEvent(type=name, subject=f"parts/{order_id}", sequence=sequence, data=data)


def _digest(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()
