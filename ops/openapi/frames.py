"""The messages on a WebSocket, as schemas. OpenAPI has no word for a socket, so they hang on an extension."""

from __future__ import annotations

from typing import Any

from lambdas.shared.problems import ON_SOCKETS
from lambdas.sockets.frames import MOST_ORDERS
from lambdas.sockets.messages import APPROVED, BY_STATUS
from ops.openapi.order_schemas import order_id
from ops.openapi.vocabulary import Schema, record, ref

_ORDER_IDS: Schema = {"type": "array", "items": order_id()}

FRAMES: dict[str, Schema] = {
    "FollowFrame": record(
        "Sent by the client: it wants to know how these orders end.",
        action={"const": "follow"},
        orders=_ORDER_IDS | {"minItems": 1, "maxItems": MOST_ORDERS},
    ),
    "OutcomeFrame": record(
        "Got by the client, at least once for each of its orders that is decided while it is connected, and for "
        "each that it follows. What was asked of an order later is told by webhook, and not pushed.",
        type={"enum": sorted([APPROVED, *BY_STATUS.values()])},
        order=ref("DecidedOrder"),
    ),
    "FollowingFrame": record(
        "Got by the client, at the end of what it gets for a FollowFrame: the orders that are pending still.",
        type={"const": "following"},
        orders=_ORDER_IDS,
    ),
    "ErrorFrame": record(
        "Got by the client when something was wrong with a message, or with an order in it.",
        optional=("order_id",),
        type={"const": "error"},
        problem={
            "allOf": [
                ref("Problem"),
                {"properties": {"type": {"enum": [problem.uri for problem in ON_SOCKETS]}}},
            ]
        },
        order_id={"type": "string", "description": "As it was sent."},
    ),
}


def socket() -> dict[str, Any]:
    """The value of the extension."""
    answers = [name for name in FRAMES if name != "FollowFrame"]
    return {
        "description": "Connect to the `url` of a ticket. Messages are JSON, as text.",
        "send": ref("FollowFrame"),
        "receive": [ref(name) for name in answers],
    }
