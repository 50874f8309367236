"""The webhooks: the requests that this service makes, at the endpoints that callers registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.api.deliveries import TEST
from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from lambdas.endpoints.schedule import WAITS
from lambdas.orders.domain import OrderStatus
from lambdas.webhooks import disabling
from lambdas.webhooks.message import TYPES
from lambdas.webhooks.signing import headers
from ops.openapi import endpoint_examples, examples, follow_up_examples
from ops.openapi.vocabulary import Schema, ref


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """`name` is that of its path item, `schema` its body's; `shows` is an example of it."""

    name: str
    summary: str
    schema: Schema
    shows: dict[str, Any]


_HEADERS = {
    "webhook-id": "The same at every attempt and replay: a receiver does what is to be done once for each.",
    "webhook-timestamp": "Seconds since 1970, of this attempt. Refuse what is older than a few minutes.",
    "webhook-signature": "`v1,` and the base64 of the HMAC-SHA256 of `webhook-id.webhook-timestamp.body`. While a "
    "secret is rotated, one for each that is good, with spaces between: one that fits is enough.",
}
_RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds, or a date. Nothing is sent to the endpoint before, for a day at most.",
        "schema": {"type": "string"},
    }
}
_ANSWERS: dict[str, dict[str, Any]] = {
    "2XX": {"description": "It has arrived. The log keeps how the body begins; the rest is not read."},
    "410": {"description": "The endpoint is gone: it is disabled, and its owner's other endpoints are told."},
    "429": {"description": "It has not arrived, and is sent again later.", "headers": _RETRY_AFTER},
    "503": {"description": "It has not arrived, and is sent again later.", "headers": _RETRY_AFTER},
    "default": {"description": "It has not arrived, and is sent again. A redirect is not followed."},
}


def _of_an_order(status: OrderStatus) -> Webhook:
    type_ = TYPES[f"Order{status.value.title()}"]
    return Webhook(
        name=f"Order{status.value.title()}",
        summary=f"An order was {status.value.lower()}",
        schema={"allOf": [ref("OrderDecided"), {"properties": {"type": {"const": type_}}}]},
        shows=examples.webhook(status),
    )


def _of_a_follow_up(event_type: str, *, summary: str, shows: dict[str, Any]) -> Webhook:
    only = {"properties": {"type": {"const": TYPES[event_type]}}}
    return Webhook(
        name=event_type, summary=summary, schema={"allOf": [ref("OrderFollowedUp"), only]}, shows=shows
    )


def _of_a_kind(kind: Kind, *, done: str) -> dict[str, Webhook]:
    return {
        TYPES[kind.done]: _of_a_follow_up(
            kind.done, summary=f"An order was {done}", shows=follow_up_examples.webhook_done(kind)
        ),
        TYPES[kind.refused]: _of_a_follow_up(
            kind.refused,
            summary=f"The {kind.name} of an order was refused",
            shows=follow_up_examples.webhook_refused(kind),
        ),
    }


_WEBHOOKS = {
    TYPES["OrderApproved"]: _of_an_order(OrderStatus.APPROVED),
    TYPES["OrderRejected"]: _of_an_order(OrderStatus.REJECTED),
    **_of_a_kind(CANCELLATION, done="cancelled"),
    **_of_a_kind(CHANGE, done="changed"),
    TEST: Webhook(
        name="EndpointTest",
        summary="The endpoint's owner asked for a test",
        schema=ref("EndpointTest"),
        shows=endpoint_examples.test_webhook(),
    ),
    disabling.TYPE: Webhook(
        name="EndpointDisabled",
        summary="Another endpoint of the same owner was disabled",
        schema=ref("EndpointDisabled"),
        shows=endpoint_examples.disabled_webhook(),
    ),
}


def _path_item(webhook: Webhook) -> dict[str, Any]:
    shown = {"told": {"value": webhook.shows}}
    content = {"application/json": {"schema": webhook.schema, "examples": shown}}
    return {
        "post": {
            "operationId": webhook.name[0].lower() + webhook.name[1:],
            "summary": webhook.summary,
            "description": "Sent at least once, signed as Standard Webhooks 1.0.0 has it. What is not answered with "
            f"a 2xx is sent again, {len(WAITS) + 1} times in all, over {sum(WAITS, timedelta()).days} days.",
            "parameters": [_parameter(name) for name in _header_names()],
            "requestBody": {"required": True, "content": content},
            "responses": _ANSWERS,
        }
    }


def _header_names() -> list[str]:
    """Those that a message is really sent with."""
    return list(headers(keys=[b""], message_id="", attempted_at=datetime.now(tz=UTC), body=b""))


def _parameter(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": _HEADERS[name],
        "schema": {"type": "string"},
    }


WEBHOOKS = {type_: webhook.name for type_, webhook in _WEBHOOKS.items()}
"""The path item of each type of message."""

PATH_ITEMS = {webhook.name: _path_item(webhook) for webhook in _WEBHOOKS.values()}
