"""What a client is told: from the EventBridge event of an order's outcome to the webhook's id and body.

    {"type": "order.approved", "timestamp": "2026-01-31T12:00:00+00:00",
     "data": {"order_id", "status", "reason", "total", "currency", "items"}}

Of a follow-up, a cancellation or a change, the data begins with its `follow_up_id`. The fields are listed, so that
nothing else of the order leaves: not who the customer is, and not the URL.
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

DECISIONS = {"OrderApproved": "order.approved", "OrderRejected": "order.rejected"}
FOLLOW_UPS = {
    "OrderCancelled": "order.cancelled",
    "OrderCancellationRejected": "order.cancellation_rejected",
    "OrderChanged": "order.changed",
    "OrderChangeRejected": "order.change_rejected",
}
TYPES = DECISIONS | FOLLOW_UPS

_TOLD = ("order_id", "status", "reason", "total", "currency", "items")


class NotAMessage(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is not the event of an order's outcome."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """An order was decided, or a follow-up of it is over, and this is what its caller is told.

    `order_known` is False for a follow-up that was refused because its order was not there.
    """

    order_id: str
    message: Message
    order_known: bool


def told_of(queued: str) -> Told:
    """The webhook in the body of a queue message: an EventBridge event whose detail is a CloudEvent.

    Raises NotAMessage, with what is missing or wrong.
    """
    try:
        event = json.loads(queued)["detail"]
        return Told(
            order_id=event["data"]["order_id"],
            message=_message(event),
            order_known=event["data"]["status"] is not None,
        )
    except KeyError as error:
        raise NotAMessage(f"the queued event has no {error}") from error
    except (TypeError, ValueError) as error:
        raise NotAMessage(f"the queued event is not of an order's outcome: {error}") from error


def _message(event: Mapping[str, Any]) -> Message:
    type_ = TYPES[event["type"]]
    return Message(
        webhook_id=message_id(event["id"]),
        type=type_,
        occurred_at=datetime.fromisoformat(event["time"]),
        body=body_of(type_=type_, timestamp=event["time"], data=_data(event)),
    )


def _data(event: Mapping[str, Any]) -> dict[str, Any]:
    """Null is what nobody knew of an order that was not there."""
    given: Mapping[str, Any] = event["data"]
    if event["type"] in DECISIONS:
        return {name: given[name] for name in _TOLD}
    known = given if given["status"] is not None else {**dict.fromkeys(_TOLD), **given}
    return {"follow_up_id": given["saga_id"], **{name: known[name] for name in _TOLD}}
