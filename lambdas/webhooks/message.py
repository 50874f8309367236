"""What a client is told: from the EventBridge event of a decided order to the webhook's id and body.

    {"type": "order.approved", "timestamp": "2026-01-31T12:00:00+00:00",
     "data": {"order_id", "status", "reason", "total", "currency", "items"}}

The fields are listed, so that nothing else of the order leaves: not who the customer is, and not the URL.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.endpoints.body import body_of
from lambdas.endpoints.delivery import Message
from lambdas.shared.errors import SagaError
from lambdas.webhooks.signing import message_id

TYPES = {"OrderApproved": "order.approved", "OrderRejected": "order.rejected"}
_TOLD = ("order_id", "status", "reason", "total", "currency", "items")


class NotAMessage(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is not the event of a decided order."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """An order was decided, and this is what its caller is told."""

    order_id: str
    message: Message


def decided_of(queued: str) -> Decided:
    """The webhook in the body of a queue message: an EventBridge event whose detail is a CloudEvent.

    Raises NotAMessage, with what is missing or wrong.
    """
    try:
        event = json.loads(queued)["detail"]
        return Decided(order_id=event["data"]["order_id"], message=_message(event))
    except KeyError as error:
        raise NotAMessage(f"the queued event has no {error}") from error
    except (TypeError, ValueError) as error:
        raise NotAMessage(f"the queued event is not of a decided order: {error}") from error


def _message(event: Mapping[str, Any]) -> Message:
    data = {name: event["data"][name] for name in _TOLD}
    type_ = TYPES[event["type"]]
    return Message(
        webhook_id=message_id(event["id"]),
        type=type_,
        occurred_at=datetime.fromisoformat(event["time"]),
        body=body_of(type_=type_, timestamp=event["time"], data=data),
    )
