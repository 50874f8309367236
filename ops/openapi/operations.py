"""What each route is for, and what its answers are when nothing is wrong: by the operation's name."""

from __future__ import annotations

from lambdas.api.routes import (
    CANCEL_ORDER,
    CHANGE_ORDER,
    ISSUE_TICKET,
    LIST_ORDERS,
    PLACE_ORDER,
    SHOW_ORDER,
    Route,
)
from lambdas.orders.domain import OrderStatus
from lambdas.webhooks.message import TYPES
from ops.openapi import examples
from ops.openapi.approval_operations import APPROVAL_OPERATIONS
from ops.openapi.delivery_operations import DELIVERY_OPERATIONS
from ops.openapi.endpoint_operations import ENDPOINT_OPERATIONS
from ops.openapi.follow_up_operations import FOLLOW_UP_OPERATIONS
from ops.openapi.operation import Body, Link, Operation, Success

_DECIDED = {
    "approved": examples.order(OrderStatus.APPROVED),
    "rejected": examples.order(OrderStatus.REJECTED),
}
_PENDING = {"pending": examples.order(OrderStatus.PENDING), "not_priced_yet": examples.unpriced()}
_LATER = {
    "being_changed": examples.order(OrderStatus.CHANGING),
    "cancelled": examples.order(OrderStatus.CANCELLED),
}


def _of_the_order(route: Route) -> Link:
    return Link(to=route, parameters={"order_id": "$response.body#/order_id"})


_TO_THE_ORDER = {
    "order": _of_the_order(SHOW_ORDER),
    "cancellation": _of_the_order(CANCEL_ORDER),
    "change": _of_the_order(CHANGE_ORDER),
}
_CALLED_BACK = "{$request.body#/callback_url}"
_OF_A_REPRESENTATION = ("ETag", "Cache-Control", "Vary")

_ORDER_OPERATIONS: dict[str, Operation] = {
    PLACE_ORDER.operation: Operation(
        summary="Place an order",
        description="Starts the order's saga, once for a caller and Idempotency-Key. With `Prefer: wait=N` the "
        "answer is the outcome, if it comes in that time. Conditional headers of RFC 9110 are not looked at: the "
        "key is what makes this request safe to repeat.",
        parameters=("IdempotencyKey", "Prefer"),
        body=Body(schema="OrderRequest", shows={"two_articles": examples.REQUEST}),
        answers={
            200: Success(
                description="The order is decided: asked for with `Prefer: wait=N`, and here within that time.",
                schema="DecidedOrder",
                shows=_DECIDED,
                always=(
                    "Location",
                    "Content-Location",
                    "ETag",
                    "Cache-Control",
                    "Vary",
                    "Preference-Applied",
                ),
                links=_TO_THE_ORDER,
            ),
            202: Success(
                description="The order was started. The same request gets the same answer, whatever became of it.",
                schema="OrderAccepted",
                shows={"accepted": examples.accepted()},
                always=("Location", "Retry-After", "Cache-Control", "Vary"),
                sometimes=("Preference-Applied",),
                links=_TO_THE_ORDER,
            ),
        },
        callbacks={
            type_.removeprefix("order."): {_CALLED_BACK: event_type} for event_type, type_ in TYPES.items()
        },
    ),
    LIST_ORDERS.operation: Operation(
        summary="List orders",
        description="The caller's own orders, newest first, in pages. One that was placed this moment may be "
        "missing still.",
        parameters=("Limit", "Cursor"),
        answers={
            200: Success(
                description="A page.",
                schema="OrderList",
                shows={"last_page": examples.page()},
                always=("Cache-Control",),
                sometimes=("Link",),
            ),
        },
    ),
    SHOW_ORDER.operation: Operation(
        summary="Show an order",
        description="The caller's own order, from the moment that it was accepted. With `Prefer: wait=N` the answer "
        "waits for its decision, and not for what was asked of it since.",
        parameters=("OrderId", "Prefer", "IfMatch", "IfNoneMatch"),
        answers={
            200: Success(
                description="The order as it is now.",
                schema="Order",
                shows=_DECIDED | _PENDING | _LATER,
                always=_OF_A_REPRESENTATION,
                sometimes=("Retry-After", "Preference-Applied"),
            ),
            304: Success(
                description="The client has this representation already: If-None-Match names its ETag.",
                always=_OF_A_REPRESENTATION,
                sometimes=("Retry-After", "Preference-Applied"),
            ),
        },
    ),
    ISSUE_TICKET.operation: Operation(
        summary="Take a ticket for a WebSocket",
        description="A socket is opened by a URL alone, so whoever has the ticket listens as the caller who took it: "
        "it is good once, and soon no more. What is said on the socket is at `x-websocket`. A body is not looked at.",
        parameters=(),
        answers={
            201: Success(
                description="Connect to `url`.",
                schema="Ticket",
                shows={"ticket": examples.ticket()},
                always=("Cache-Control",),
            ),
        },
    ),
}

OPERATIONS = (
    _ORDER_OPERATIONS | FOLLOW_UP_OPERATIONS | APPROVAL_OPERATIONS | ENDPOINT_OPERATIONS | DELIVERY_OPERATIONS
)
