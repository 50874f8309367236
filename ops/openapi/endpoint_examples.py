"""What the document shows of endpoints and deliveries, made by the code that answers."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.api.deliveries import TEST
from lambdas.api.endpoint_views import delivery_view, endpoint_view, replay_view, whole_delivery_view
from lambdas.endpoints.body import body_of
from lambdas.endpoints.deliveries import new_delivery
from lambdas.endpoints.delivery import Attempt, Delivery, DeliveryStatus, Message
from lambdas.endpoints.endpoint import Endpoint, Secret
from lambdas.endpoints.replays import Replay
from lambdas.endpoints.secret import KEY_BYTES, secret_of
from lambdas.endpoints.times import text_of
from lambdas.orders.domain import OrderStatus
from lambdas.webhooks import disabling
from lambdas.webhooks.signing import message_id
from ops.openapi import examples

ENDPOINT_ID = "e-7c9e6679f7424de19a0c3f1b2d4e5f60"
PATH = f"/endpoints/{ENDPOINT_ID}"
REQUEST = {"url": "https://shop.example/hooks/orders", "description": "The shop"}
REPLAY_REQUEST = {"since": "2026-01-30T00:00:00Z", "status": DeliveryStatus.FAILED.value}

_AT = datetime(2026, 1, 31, 12, tzinfo=UTC)
_SECRET = secret_of(bytes(range(KEY_BYTES)))
_GONE = "it answered 410 Gone"


def endpoint() -> dict[str, Any]:
    return endpoint_view(kept_endpoint(), now=_AT)


def disabled() -> dict[str, Any]:
    return endpoint_view(kept_endpoint().disabled(_GONE), now=_AT)


def registered() -> dict[str, Any]:
    return {**endpoint(), "secret": _SECRET}


def rotated() -> dict[str, Any]:
    """A day's overlap: two secrets are good."""
    return {**endpoint_view(kept_endpoint().rotated(_sealed("next"), now=_AT), now=_AT), "secret": _SECRET}


def endpoints() -> dict[str, Any]:
    return {"endpoints": [endpoint()]}


def test_delivery() -> dict[str, Any]:
    """Just opened."""
    return delivery_view(kept_delivery())


def deliveries() -> dict[str, Any]:
    """The last page of a log."""
    return {"deliveries": [test_delivery(), delivery_view(_delivered())], "next": None}


def whole_delivery() -> dict[str, Any]:
    """It came at the second attempt."""
    failed = Attempt(number=1, at=_AT, duration_ms=5000, status=None, error="no answer in time", answer="")
    came = Attempt(number=2, at=_AT + timedelta(seconds=5), duration_ms=87, status=204, error=None, answer="")
    return whole_delivery_view(_delivered(), [failed, came])


def replayed_delivery() -> dict[str, Any]:
    return delivery_view(replace(_delivered(), status=DeliveryStatus.PENDING))


def replay() -> dict[str, Any]:
    since = datetime.fromisoformat(REPLAY_REQUEST["since"])
    return replay_view(
        Replay(
            replay_id="r-0f8fad5bd9cb469fa16570867728950e",
            endpoint_id=ENDPOINT_ID,
            since=since,
            until=_AT,
            only=DeliveryStatus.FAILED,
        )
    )


def test_webhook() -> dict[str, Any]:
    return _parsed(kept_delivery().message.body)


def disabled_webhook() -> dict[str, Any]:
    data = {"endpoint_id": ENDPOINT_ID, "url": REQUEST["url"], "reason": _GONE}
    return _parsed(body_of(type_=disabling.TYPE, timestamp=text_of(_AT), data=data))


def kept_endpoint() -> Endpoint:
    """As it is stored."""
    return Endpoint(
        endpoint_id=ENDPOINT_ID,
        url=REQUEST["url"],
        description=REQUEST["description"],
        created_at=text_of(_AT),
        secrets=(Secret(sealed=_sealed("first"), created_at=text_of(_AT)),),
    )


def _sealed(what: str) -> str:
    return b64encode(what.encode()).decode()


def kept_delivery() -> Delivery:
    """As it is stored."""
    body = body_of(type_=TEST, timestamp=text_of(_AT), data={"endpoint_id": ENDPOINT_ID})
    message = Message(
        webhook_id="msg_9b2d6a4e1c3f4f5a8e7d6c5b4a392817", type=TEST, occurred_at=_AT, body=body
    )
    return _to_the_endpoint(message)


def _delivered() -> Delivery:
    told = examples.webhook(OrderStatus.APPROVED)
    message = Message(
        webhook_id=message_id(f"{examples.ORDER_ID}.orders.approve.done.0"),
        type=told["type"],
        occurred_at=_AT,
        body=json.dumps(told),
    )
    return replace(_to_the_endpoint(message), status=DeliveryStatus.DELIVERED, attempts=2, tries=2)


def _to_the_endpoint(message: Message) -> Delivery:
    return new_delivery(message, endpoint_id=ENDPOINT_ID, caller=examples.CALLER, now=_AT)


def _parsed(body: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(body)
    return parsed


DELIVERY_ID = kept_delivery().delivery_id
