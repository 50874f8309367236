"""What a client is told: from the EventBridge event of a decided order to the webhook's id and body.

    {"type": "order.approved", "timestamp": "2026-01-31T12:00:00+00:00",
     "data": {"order_id", "status", "reason", "total", "currency", "items"}}

The fields are listed, so that nothing else of the order leaves: not who the customer is, and not the URL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambdas.shared.errors import SagaError
from lambdas.webhooks.signing import message_id

TYPES = {"OrderApproved": "order.approved", "OrderRejected": "order.rejected"}
_TOLD = ("order_id", "status", "reason", "total", "currency", "items")


class NotAMessage(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is not the event of a decided order."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One webhook. `id` and `body` are the same at every attempt; `callback_url` is None for no callback."""

    id: str
    order_id: str
    callback_url: str | None
    body: bytes


def message_of(queued: str) -> Message:
    """The webhook in the body of a queue message: an EventBridge event whose detail is a CloudEvent.

    Raises NotAMessage, with what is missing or wrong.
    """
    try:
        event = json.loads(queued)["detail"]
        return _message(event)
    except KeyError as error:
        raise NotAMessage(f"the queued event has no {error}") from error
    except (TypeError, ValueError) as error:
        raise NotAMessage(f"the queued event is not of a decided order: {error}") from error


def _message(event: Mapping[str, Any]) -> Message:
    data = event["data"]
    body = {
        "type": TYPES[event["type"]],
        "timestamp": event["time"],
        "data": {name: data[name] for name in _TOLD},
    }
    return Message(
        id=message_id(event["id"]),
        order_id=data["order_id"],
        callback_url=data.get("callback_url"),
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
    )
