"""What is sent and answered beside the bodies: parameters and headers, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lambdas.api import key, paging
from ops.openapi import approval_examples, endpoint_examples, examples, follow_up_examples
from ops.openapi.endpoint_schemas import delivery_id, endpoint_id
from ops.openapi.follow_up_schemas import follow_up_id
from ops.openapi.order_schemas import order_id
from ops.openapi.vocabulary import Schema

PARAMETERS: dict[str, dict[str, Any]] = {
    "OrderId": {
        "name": "order_id",
        "in": "path",
        "required": True,
        "description": "As the answer to the order has it.",
        "schema": order_id(),
        "example": examples.ORDER_ID,
    },
    "LargeOrderId": {
        "name": "order_id",
        "in": "path",
        "required": True,
        "description": "As the event ApprovalAsked has it.",
        "schema": order_id(),
        "example": approval_examples.ORDER_ID,
    },
    "FollowUpId": {
        "name": "follow_up_id",
        "in": "path",
        "required": True,
        "description": "As the answer to the cancellation or the change has it.",
        "schema": follow_up_id(),
        "example": follow_up_examples.FOLLOW_UP_ID,
    },
    "EndpointId": {
        "name": "endpoint_id",
        "in": "path",
        "required": True,
        "description": "As the answer to the registration has it.",
        "schema": endpoint_id(),
        "example": endpoint_examples.ENDPOINT_ID,
    },
    "DeliveryId": {
        "name": "delivery_id",
        "in": "path",
        "required": True,
        "description": "As the list of deliveries has it.",
        "schema": delivery_id(),
        "example": endpoint_examples.DELIVERY_ID,
    },
    "IdempotencyKey": {
        "name": key.NAME,
        "in": "header",
        "required": True,
        "description": "One for each order, or what is asked of one, made by the client and sent again with each "
        "attempt. The same request under the same key is done once; another one under it is refused with 422. A key "
        "belongs to its caller, and beyond the order itself to the order and to what is asked of it. Quotes around "
        "it, as in the IETF's draft, do not count.",
        "schema": {"type": "string", "pattern": key.PATTERN},
        "example": examples.KEY,
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": "RFC 7240. `wait=N` holds the answer back until there is an outcome, for N seconds or for "
        "as long as the service allows, whichever is shorter. What cannot be understood is ignored.",
        "schema": {"type": "string"},
        "example": "wait=10",
    },
    "Limit": {
        "name": "limit",
        "in": "query",
        "description": "How many of the list at most.",
        "schema": {"type": "integer", "minimum": 1, "maximum": paging.MOST, "default": paging.DEFAULT},
    },
    "Cursor": {
        "name": "cursor",
        "in": "query",
        "description": "Where the page before ended: only as it came in `next`, for the same list of the same caller.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "RFC 9110. One tag, several, or `*`: any other representation is refused with 412.",
        "schema": {"type": "string"},
        "example": "*",
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "RFC 9110. One tag, several, or `*`: what the client has already is answered with 304.",
        "schema": {"type": "string"},
        "example": "*",
    },
}

_HEADERS: dict[str, tuple[str, Schema]] = {
    "Accept": ("What the body may be.", {"type": "string"}),
    "Allow": ("The methods that the path takes.", {"type": "string"}),
    "Cache-Control": (
        "Nothing is kept for others, and what is kept is asked about first.",
        {"type": "string"},
    ),
    "Content-Location": (
        "The path whose representation the body is.",
        {"type": "string", "format": "uri-reference"},
    ),
    "ETag": ("Strong: a hash of the very bytes.", {"type": "string", "pattern": '^"[^"]+"$'}),
    "Link": (
        'RFC 8288: the next page, with `rel="next"`. Left out on the last one.',
        {"type": "string", "pattern": '^<[^>]+>; rel="next"$'},
    ),
    "Location": ("The path of what was made or begun.", {"type": "string", "format": "uri-reference"}),
    "Preference-Applied": (
        "RFC 7240: how many seconds the answer was held back at most. Left out where nothing was asked for.",
        {"type": "string", "pattern": "^wait=[0-9]+$"},
    ),
    "Retry-After": ("Seconds until it is worth asking again.", {"type": "integer", "minimum": 1}),
    "Vary": ("What else of the request the answer follows from.", {"type": "string"}),
}


def headers(*, always: Iterable[str] = (), sometimes: Iterable[str] = ()) -> dict[str, Any]:
    return {name: _header(name, required=True) for name in always} | {
        name: _header(name, required=False) for name in sometimes
    }


def _header(name: str, *, required: bool) -> dict[str, Any]:
    description, schema = _HEADERS[name]
    return {"description": description, "required": required, "schema": schema}
