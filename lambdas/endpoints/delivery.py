"""A delivery: one message on its way to one endpoint; and an attempt at it. Values, and how they are stored.

    endpoint#<endpoint>               delivery#<delivery>    what it is, and how far it is
    delivery#<endpoint>#<delivery>    attempt#000001         what became of each attempt

A pending delivery is in the index `due` by `look_at`: the time from which the sweep is to look at it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from lambdas.endpoints.times import milliseconds, moment_of, text_of
from lambdas.shared.items import Item

DELIVERY_ID = "d-[0-9a-f]{32}"
KEPT = timedelta(days=30)
"""Of the log; from when the delivery was opened or replayed, and from each attempt."""

GRACE = timedelta(minutes=5)
"""How long after its time a delivery may be on its way to the sender, before it is taken for lost."""

INDEX = "due"
SHARDS = 8
PREFIX = "delivery#"


class DeliveryStatus(StrEnum):
    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told, the same to every endpoint and at every attempt. `webhook_id` is what receivers dedupe by."""

    webhook_id: str
    type: str
    occurred_at: datetime
    body: str


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """`attempts` counts all of them, `tries` those of this round of the schedule, `deferred` how often in a row
    it had to wait for its endpoint to be free. A `claim` is the token of the attempt under way, good until
    `claimed_until`. `reason` says why it failed.
    """

    endpoint_id: str
    delivery_id: str
    caller: str
    message: Message
    status: DeliveryStatus
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    tries: int = 0
    deferred: int = 0
    reason: str | None = None
    claim: str | None = None
    claimed_until: datetime | None = None

    @property
    def pending(self) -> bool:
        return self.status is DeliveryStatus.PENDING

    def is_due(self, now: datetime) -> bool:
        return self.pending and self.due_at <= now and not self.is_claimed(now)

    def is_claimed(self, now: datetime) -> bool:
        return self.claimed_until is not None and now < self.claimed_until


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """`status` is the receiver's, None when it gave none; then `error` says why. `answer` is how its body began."""

    number: int
    at: datetime
    duration_ms: int | None
    status: int | None
    error: str | None
    answer: str


def delivery_id(message: Message) -> str:
    """The same for the same message; sorts by when it occurred."""
    digest = hashlib.sha256(message.webhook_id.encode()).hexdigest()
    return f"{first_id_at(message.occurred_at)}{digest[:20]}"


def first_id_at(moment: datetime) -> str:
    """No delivery of that moment or later has an id before it."""
    return f"d-{milliseconds(moment):012x}"


def key_of(endpoint_id: str, delivery_id: str) -> dict[str, str]:
    return {"pk": f"endpoint#{endpoint_id}", "sk": f"{PREFIX}{delivery_id}"}


def waiting(delivery_id: str, *, look_at: datetime) -> dict[str, str]:
    """What puts a delivery into the index. It is spread over shards: one takes 1,000 writes a second."""
    shard = int(hashlib.sha256(delivery_id.encode()).hexdigest(), 16) % SHARDS
    return {"due_shard": f"due#{shard}", "look_at": text_of(look_at)}


def item_of(delivery: Delivery, *, look_at: datetime) -> dict[str, Any]:
    """Of a new one, which nobody has claimed."""
    message = delivery.message
    return {
        **key_of(delivery.endpoint_id, delivery.delivery_id),
        **(waiting(delivery.delivery_id, look_at=look_at) if delivery.pending else {}),
        "endpoint_id": delivery.endpoint_id,
        "delivery_id": delivery.delivery_id,
        "caller": delivery.caller,
        "webhook_id": message.webhook_id,
        "type": message.type,
        "occurred_at": text_of(message.occurred_at),
        "body": message.body,
        "status": delivery.status.value,
        "created_at": text_of(delivery.created_at),
        "due_at": text_of(delivery.due_at),
        "attempts": delivery.attempts,
        "tries": delivery.tries,
        "deferred": delivery.deferred,
        "reason": delivery.reason,
        "expires_at": expiry(delivery.created_at),
    }


def delivery_of(item: Item) -> Delivery:
    claimed_until = item.get("claimed_until")
    return Delivery(
        endpoint_id=item["endpoint_id"],
        delivery_id=item["delivery_id"],
        caller=item["caller"],
        message=_message_of(item),
        status=DeliveryStatus(item["status"]),
        created_at=moment_of(item["created_at"]),
        due_at=moment_of(item["due_at"]),
        attempts=item["attempts"],
        tries=item["tries"],
        deferred=item["deferred"],
        reason=item.get("reason"),
        claim=item.get("claim"),
        claimed_until=moment_of(claimed_until) if claimed_until else None,
    )


def attempt_item(delivery: Delivery, attempt: Attempt) -> dict[str, Any]:
    return {
        **attempt_key(delivery, attempt.number),
        "number": attempt.number,
        "at": text_of(attempt.at),
        "duration_ms": attempt.duration_ms,
        "status": attempt.status,
        "error": attempt.error,
        "answer": attempt.answer,
        "expires_at": expiry(attempt.at),
    }


def attempt_of(item: Mapping[str, Any]) -> Attempt:
    names = ("number", "duration_ms", "status", "error", "answer")
    return Attempt(at=moment_of(item["at"]), **{name: item[name] for name in names})


def attempt_key(delivery: Delivery, number: int) -> dict[str, str]:
    return {"pk": attempts_pk(delivery.endpoint_id, delivery.delivery_id), "sk": f"attempt#{number:06d}"}


def attempts_pk(endpoint_id: str, delivery_id: str) -> str:
    return f"{PREFIX}{endpoint_id}#{delivery_id}"


def expiry(since: datetime) -> int:
    """When the store may forget it: seconds since 1970."""
    return int((since + KEPT).timestamp())


def _message_of(item: Item) -> Message:
    return Message(
        webhook_id=item["webhook_id"],
        type=item["type"],
        occurred_at=moment_of(item["occurred_at"]),
        body=item["body"],
    )
