"""An order as clients see it, in answers and in pushed messages: from the orders table, or from the execution before.

Money is in minor units. Prices and the total are null while the order is not priced.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PENDING = "PENDING"
LOCKS = (PENDING, "CANCELLING", "CHANGING")
"""Statuses that say that a saga is at work on the order: it will have another one soon."""


def is_decided(order: Mapping[str, Any]) -> bool:
    """Of an order as clients see it: it was approved or rejected, whatever was asked of it since."""
    return bool(order["status"] != PENDING)


def is_locked(order: Mapping[str, Any]) -> bool:
    return order["status"] in LOCKS


def from_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """From the item of the orders table."""
    return {
        "order_id": item["order_id"],
        "status": item["status"],
        "reason": item.get("reason"),
        "total": item.get("total"),
        "currency": item.get("currency"),
        "items": _lines(item["lines"]),
    }


def from_input(order_id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """From the execution's input, while the saga has not come to write the order."""
    return {
        "order_id": order_id,
        "status": PENDING,
        "reason": None,
        "total": None,
        "currency": None,
        "items": _lines(given["items"]),
    }


def _lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"sku": line["sku"], "quantity": line["quantity"], "unit_price": line.get("unit_price")}
        for line in lines
    ]
