"""What the document shows: one order in each of its states, and what is told of it, made by the code that answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from lambdas.api.identity import order_id_of
from lambdas.orders.domain import Article, Order, OrderStatus, Request, decided, priced
from lambdas.shared import view
from lambdas.shared.caller import caller_of
from lambdas.shared.contract import Status
from lambdas.shared.events import DomainEvent, Origin, cloud_events
from lambdas.shared.tickets import LIFE
from lambdas.webhooks.message import told_of

KEY = "0d1f9e5c-6a57-4a0b-9f43-2c8f6d6b7c10"
CALLER = caller_of({})
ORDER_ID = order_id_of(caller=CALLER, key=KEY)
TICKET = "Vx0r3mVj2l2mZ1o0dDkq7bq1y0VtJ8vYg3nqf4cW5hE"
PATH = f"/orders/{ORDER_ID}"
REQUEST: dict[str, Any] = {
    "customer_id": "alice",
    "items": [{"sku": "mug", "quantity": 2}, {"sku": "lamp", "quantity": 1}],
    "callback_url": "https://shop.example/hooks/orders",
}
REASON = {
    "code": "CREDIT_LIMIT_EXCEEDED",
    "message": "the credit of customer alice does not cover 6900",
}

_AT = datetime(2026, 1, 31, 12, tzinfo=UTC)
_CATALOGUE = {
    "mug": Article(sku="mug", price=12_00, currency="EUR"),
    "lamp": Article(sku="lamp", price=45_00, currency="EUR"),
}


def accepted() -> dict[str, Any]:
    return {"order_id": ORDER_ID, "status_url": f"https://api.shop.example{PATH}"}


def order(status: OrderStatus) -> dict[str, Any]:
    """As `GET /orders/{order_id}` shows it, from what the orders table holds."""
    item = {
        **ORDER.as_dict(),
        "status": status.value,
        "reason": REASON if status is OrderStatus.REJECTED else None,
        "created_at": _AT.isoformat(),
    }
    return view.from_item(item)


def unpriced() -> dict[str, Any]:
    """Before the saga's first step."""
    return view.from_input(ORDER_ID, REQUEST)


def page() -> dict[str, Any]:
    """The last one of a caller's orders."""
    return {"orders": [order(OrderStatus.APPROVED)], "next": None}


def ticket() -> dict[str, Any]:
    url = f"wss://sockets.shop.example/live?ticket={TICKET}"
    return {"ticket": TICKET, "url": url, "expires_in": int(LIFE.total_seconds())}


def webhook(status: OrderStatus) -> dict[str, Any]:
    """What an endpoint is told, from the event that the orders service publishes."""
    reason = REASON if status is OrderStatus.REJECTED else None
    return told(decided(ORDER, status, sequence=2, reason=reason), saga_id=ORDER_ID, step="orders.approve")


def told(event: DomainEvent, *, saga_id: str, step: str) -> dict[str, Any]:
    """The webhook that the event becomes."""
    origin = Origin(participant="orders", saga_id=saga_id, step=step, status=Status.DONE)
    [published] = cloud_events((event,), origin=origin, at=_AT)
    body: dict[str, Any] = json.loads(told_of(json.dumps({"detail": published})).message.body)
    return body


def _order() -> Order:
    return priced(
        Request(
            order_id=ORDER_ID,
            caller=CALLER,
            customer_id=REQUEST["customer_id"],
            items=REQUEST["items"],
            callback_url=REQUEST["callback_url"],
        ),
        _CATALOGUE,
    )


ORDER = _order()
