"""Disabling an endpoint that is gone or only fails, and telling its owner.

All in one transaction: the endpoint, an `EndpointDisabled` event for the bus, and a webhook to each of the
owner's other endpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from lambdas.endpoints.body import body_of
from lambdas.endpoints.deliveries import new_delivery, opening
from lambdas.endpoints.delivery import Message, expiry
from lambdas.endpoints.lanes import Hint
from lambdas.endpoints.registry import TABLE, Registered, replacing
from lambdas.endpoints.times import text_of
from lambdas.shared.events import DomainEvent, Origin, cloud_events
from lambdas.shared.writes import Write, put, unexpected
from lambdas.webhooks.signing import message_id

if TYPE_CHECKING:
    from lambdas.shared.world import World

TYPE = "endpoint.disabled"


class _Left(StrEnum):
    DISABLED = "DISABLED"


@dataclass(frozen=True, kw_only=True)
class Disabling:
    """`writes` belong in one transaction; then the `hints` are sent."""

    writes: tuple[Write, ...] = ()
    hints: tuple[Hint, ...] = ()


NOTHING = Disabling()


def disabling(world: World, before: Registered, endpoint_id: str, *, reason: str, now: datetime) -> Disabling:
    """Nothing to do for an endpoint that is gone, or was disabled already."""
    endpoint = before.find(endpoint_id)
    if endpoint is None or not endpoint.enabled:
        return NOTHING
    after = before.with_changed(endpoint_id, lambda each: each.disabled(reason))
    data = {"endpoint_id": endpoint_id, "url": endpoint.url, "reason": reason}
    event = _event(data, step=f"endpoint-{before.version}", now=now)
    message = Message(
        webhook_id=message_id(event["id"]),
        type=TYPE,
        occurred_at=now,
        body=body_of(type_=TYPE, timestamp=text_of(now), data=data),
    )
    told = [
        new_delivery(message, endpoint_id=other.endpoint_id, caller=before.caller, now=now)
        for other in after.endpoints
        if other.enabled
    ]
    return Disabling(
        writes=(
            replacing(world, before, after),
            _outbox(world, event, now=now),
            *(opening(world, delivery) for delivery in told),
        ),
        hints=tuple(Hint(endpoint_id=each.endpoint_id, delivery_id=each.delivery_id) for each in told),
    )


def _event(data: dict[str, Any], *, step: str, now: datetime) -> dict[str, Any]:
    endpoint_id = data["endpoint_id"]
    event = DomainEvent(type="EndpointDisabled", subject=f"endpoints/{endpoint_id}", sequence=1, data=data)
    origin = Origin(participant=TABLE, saga_id=endpoint_id, step=step, status=_Left.DISABLED)
    return cloud_events((event,), origin=origin, at=now)[0]


def _outbox(world: World, event: dict[str, Any], *, now: datetime) -> Write:
    """The publisher takes events from items of this shape, whatever else is in the table."""
    endpoint_id = event["data"]["endpoint_id"]
    item = {"pk": f"saga#{endpoint_id}", "sk": event["id"], "events": [event], "expires_at": expiry(now)}
    return put(table=world.table(TABLE), item=item, refused=unexpected("the event is there"))
