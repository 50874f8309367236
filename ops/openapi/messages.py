"""The webhook: the request that this service makes, at the callback's URL that an order came with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lambdas.orders.domain import OrderStatus
from lambdas.webhooks.signing import headers
from ops.openapi import examples
from ops.openapi.schemas import ref

_WORDS = {
    "webhook-id": "The same at every attempt: a receiver does what is to be done once for each.",
    "webhook-timestamp": "Seconds since 1970, of this attempt. Refuse what is older than a few minutes.",
    "webhook-signature": "`v1,` and the base64 of the HMAC-SHA256 of `webhook-id.webhook-timestamp.body`.",
}
_SHOWN = {"approved": OrderStatus.APPROVED, "rejected": OrderStatus.REJECTED}


def order_decided() -> dict[str, Any]:
    """The path item."""
    return {
        "post": {
            "operationId": "orderDecided",
            "summary": "An order was decided",
            "description": "Sent at least once, signed as Standard Webhooks 1.0.0 has it. What is not answered "
            "with a 2xx is sent again, with growing pauses; a redirect is not followed.",
            "parameters": [_parameter(name) for name in _header_names()],
            "requestBody": {"required": True, "content": {"application/json": _content()}},
            "responses": {
                "2XX": {"description": "It has arrived. The body is not read."},
                "default": {"description": "It has not arrived, and is sent again."},
            },
        }
    }


def _header_names() -> list[str]:
    """Those that a message is really sent with."""
    return list(headers(key=b"", message_id="", attempted_at=datetime.now(tz=UTC), body=b""))


def _parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": _WORDS[name],
        "schema": {"type": "string"},
    }


def _content() -> dict[str, Any]:
    shown = {name: {"value": examples.webhook(status)} for name, status in _SHOWN.items()}
    return {"schema": ref("OrderDecided"), "examples": shown}
