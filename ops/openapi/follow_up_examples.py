"""What the document shows of a cancellation and a change: asked for, refused, done, and told by webhook."""

from __future__ import annotations

from typing import Any

from lambdas.api.follow_up import CANCELLATION, FollowUp, Kind, asked_for
from lambdas.orders.domain import OrderStatus, told, with_quantities
from lambdas.orders.refusing import outcome
from lambdas.shared.contract import Command
from lambdas.shared.events import DomainEvent
from ops.openapi import examples
from ops.openapi.examples import KEY, ORDER, ORDER_ID

REQUEST: dict[str, Any] = {"items": [{"sku": "mug", "quantity": 4}, {"sku": "lamp", "quantity": 1}]}
REASON = {"code": "ORDER_SHIPPED", "message": f"the goods of order {ORDER_ID} have left"}


def asked(kind: Kind) -> FollowUp:
    return asked_for(kind, order_id=ORDER_ID, key=KEY)


FOLLOW_UP_ID = asked(CANCELLATION).follow_up_id


def pending(kind: Kind) -> dict[str, Any]:
    return asked(kind).view()


def done(kind: Kind) -> dict[str, Any]:
    return _over(kind, _done(kind))


def refused(kind: Kind) -> dict[str, Any]:
    return _over(kind, _refused(kind))


def webhook_done(kind: Kind) -> dict[str, Any]:
    return _told(kind, _done(kind))


def webhook_refused(kind: Kind) -> dict[str, Any]:
    return _told(kind, _refused(kind))


def _over(kind: Kind, event: DomainEvent) -> dict[str, Any]:
    """From what the journal keeps."""
    return asked(kind).view([{"events": [{"type": event.type, "data": dict(event.data)}]}])


def _told(kind: Kind, event: DomainEvent) -> dict[str, Any]:
    return examples.told(event, saga_id=asked(kind).follow_up_id, step=kind.first)


def _done(kind: Kind) -> DomainEvent:
    changed = with_quantities(ORDER, REQUEST["items"])
    data = told(ORDER, OrderStatus.CANCELLED) if kind is CANCELLATION else told(changed, OrderStatus.APPROVED)
    return _event(kind.done, kind, data)


def _refused(kind: Kind) -> DomainEvent:
    return _event(kind.refused, kind, told(ORDER, OrderStatus.APPROVED, REASON))


def _event(type_: str, kind: Kind, data: dict[str, Any]) -> DomainEvent:
    """As the orders service publishes it."""
    command = Command(saga_id=asked(kind).follow_up_id, step=kind.first)
    return outcome(type_, f"{kind.name}s", command, data, sequence=2)
