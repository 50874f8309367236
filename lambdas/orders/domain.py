"""The order: priced from the catalogue, PENDING while its saga runs (the semantic lock), then decided; perhaps
changed or cancelled later, CHANGING or CANCELLING meanwhile (locks as well).

Plain Python; prices and totals are integer minor units of the order's one currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from lambdas.shared.errors import Rejected
from lambdas.shared.events import DomainEvent


class OrderStatus(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CANCELLING = "CANCELLING"
    CHANGING = "CHANGING"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Article:
    """An entry of the catalogue."""

    sku: str
    price: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the client asked for. `items` are `{"sku", "quantity"}`; `caller` is who may see the order."""

    order_id: str
    caller: str
    customer_id: str
    items: Sequence[Mapping[str, Any]]
    callback_url: str | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order. Lines are `{"sku", "quantity", "unit_price"}`; price, total, currency are None when unpriced."""

    order_id: str
    caller: str
    customer_id: str
    lines: Sequence[Mapping[str, Any]]
    total: int | None
    currency: str | None
    callback_url: str | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "order_id": self.order_id,
            "caller": self.caller,
            "customer_id": self.customer_id,
            "lines": [dict(line) for line in self.lines],
            "total": self.total,
            "currency": self.currency,
            "callback_url": self.callback_url,
        }


def priced(request: Request, catalogue: Mapping[str, Article]) -> Order:
    """The order at the catalogue's prices. Raises Rejected for an unknown article or mixed currencies."""
    unknown = [item["sku"] for item in request.items if item["sku"] not in catalogue]
    if unknown:
        raise Rejected(code="UNKNOWN_ARTICLE", message=f"not in the catalogue: {', '.join(unknown)}")
    currencies = sorted({catalogue[item["sku"]].currency for item in request.items})
    if len(currencies) != 1:
        raise Rejected(
            code="MIXED_CURRENCIES", message=f"one order, one currency, not {', '.join(currencies)}"
        )
    lines = [_line(item, catalogue[item["sku"]].price) for item in request.items]
    return Order(
        order_id=request.order_id,
        caller=request.caller,
        customer_id=request.customer_id,
        lines=lines,
        total=sum(line["quantity"] * line["unit_price"] for line in lines),
        currency=currencies[0],
        callback_url=request.callback_url,
    )


def unpriced(request: Request) -> Order:
    """The order that never came to be priced, for the record of its rejection."""
    return Order(
        order_id=request.order_id,
        caller=request.caller,
        customer_id=request.customer_id,
        lines=[_line(item, None) for item in request.items],
        total=None,
        currency=None,
        callback_url=request.callback_url,
    )


_UNTOLD = ("caller", "callback_url")
"""Between the client and this service alone."""


def created(order: Order) -> DomainEvent:
    data = {name: value for name, value in order.as_dict().items() if name not in _UNTOLD}
    return DomainEvent(type="OrderCreated", subject=f"orders/{order.order_id}", sequence=1, data=data)


def decided(
    order: Order, status: OrderStatus, *, sequence: int, reason: Mapping[str, str] | None = None
) -> DomainEvent:
    """OrderApproved or OrderRejected."""
    name = {OrderStatus.APPROVED: "OrderApproved", OrderStatus.REJECTED: "OrderRejected"}[status]
    data = told(order, status, reason)
    return DomainEvent(type=name, subject=f"orders/{order.order_id}", sequence=sequence, data=data)


def told(order: Order, status: OrderStatus, reason: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All that a client is told; callback_url only if one was given."""
    data: dict[str, Any] = {
        "order_id": order.order_id,
        "customer_id": order.customer_id,
        "status": status.value,
        "reason": dict(reason) if reason else None,
        "total": order.total,
        "currency": order.currency,
        "items": [dict(line) for line in order.lines],
    }
    if order.callback_url:
        data["callback_url"] = order.callback_url
    return data


def _line(item: Mapping[str, Any], unit_price: int | None) -> dict[str, Any]:
    return {"sku": item["sku"], "quantity": item["quantity"], "unit_price": unit_price}


def with_quantities(order: Order, items: Sequence[Mapping[str, Any]]) -> Order:
    """The order with other quantities, at the prices it was made at. Raises Rejected for other articles, and for
    what it has already.
    """
    quantities = {item["sku"]: item["quantity"] for item in items}
    if set(quantities) != {line["sku"] for line in order.lines} or len(quantities) != len(items):
        raise Rejected(
            code="OTHER_ARTICLES", message=f"a change is of the quantities of {', '.join(_skus(order))}"
        )
    lines = [{**line, "quantity": quantities[line["sku"]]} for line in order.lines]
    if lines == list(order.lines):
        raise Rejected(
            code="NOTHING_TO_CHANGE", message=f"order {order.order_id} has these quantities already"
        )
    total = sum(line["quantity"] * line["unit_price"] for line in lines)
    return replace(order, lines=lines, total=total)


def _skus(order: Order) -> list[str]:
    return [line["sku"] for line in order.lines]
