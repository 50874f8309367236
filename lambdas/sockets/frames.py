"""What a client may send on a socket: `{"action": "follow", "orders": ["o-…", …]}`, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lambdas.shared.problem import NO_VALUE, FieldError, Problem, invalid, made_up
from lambdas.shared.problems import INVALID_MESSAGE

LONGEST = 4 * 1024
"""Bytes. The longest valid message has a third of that."""

MOST_ORDERS = 25

_FIELDS = ("action", "orders")


def followed(event: Mapping[str, Any]) -> tuple[str, ...]:
    """The orders asked for, each once, from an event of the WebSocket API. Raises Problem.

    They are not looked at here: one that is no order's id is an order that is not there.
    """
    message = _message(event)
    for field in message:
        if field not in _FIELDS:
            raise _wrong(made_up(field), f"is not one of {', '.join(_FIELDS)}")
    if message.get("action") != "follow":
        raise _wrong("action", "must be follow", message.get("action", NO_VALUE))
    return _orders(message.get("orders", NO_VALUE))


def _orders(orders: object) -> tuple[str, ...]:
    if not isinstance(orders, list):
        raise _wrong("orders", "must be an array of order ids", orders)
    if not 1 <= len(orders) <= MOST_ORDERS:
        raise _wrong("orders", f"must have 1 to {MOST_ORDERS} order ids", orders)
    for index, order_id in enumerate(orders):
        if not isinstance(order_id, str):
            raise _wrong(f"orders[{index}]", "must be an order id, a text", order_id)
    return tuple(dict.fromkeys(orders))


def _message(event: Mapping[str, Any]) -> dict[str, Any]:
    text = event.get("body") or ""
    if event.get("isBase64Encoded"):
        raise _wrong("message", "must be text, not binary")
    if len(text.encode(errors="replace")) > LONGEST:
        raise _wrong("message", f"must have at most {LONGEST} bytes")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong("message", "must be JSON") from None
    if not isinstance(message, dict):
        raise _wrong("message", "must be a JSON object", message)
    return message


def _wrong(field: str, reason: str, value: object = NO_VALUE) -> Problem:
    return invalid(INVALID_MESSAGE, FieldError(field=field, reason=reason, value=value))
