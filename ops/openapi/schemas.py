"""The document's schemas: JSON Schema 2020-12, by name.

What a client sends is the schema that the API checks it with. What it gets has no other field than these, which
the tests hold against real answers.
"""

from __future__ import annotations

from lambdas.api import paging, shapes
from lambdas.orders.domain import OrderStatus
from lambdas.shared.lookup import ORDER_ID
from lambdas.shared.problem import MOST_ERRORS
from lambdas.webhooks.message import TYPES
from ops.openapi.endpoint_schemas import ENDPOINT_SCHEMAS
from ops.openapi.vocabulary import Schema, array_of, moment, or_null, record, ref, request, text


def _money(description: str) -> Schema:
    return {"type": ["integer", "null"], "minimum": 0, "description": description}


def _order_request() -> Schema:
    schema = request(
        shapes.ORDER,
        customer_id="Who buys.",
        items="What is bought, each article once. Prices are the catalogue's, never the client's.",
        callback_url="The URL of the one endpoint that is told how the order ends, letter for letter as it was "
        "registered. Without it, all endpoints of the caller are told. See the callbacks.",
    )
    schema["properties"]["callback_url"]["format"] = "uri"
    return schema


def order_id() -> Schema:
    return text("Follows from the caller and the Idempotency-Key.", pattern=f"^{ORDER_ID}$")


def _order(*, status: Schema) -> Schema:
    return record(
        "An order. It is PENDING until it is decided, and then never changes again.",
        order_id=order_id(),
        status=status,
        reason=or_null(ref("Reason")),
        total=_money("In minor units of the currency. Null while the order is not priced."),
        currency={"type": ["string", "null"], "description": "ISO 4217. Null while the order is not priced."},
        items=array_of("OrderLine", minItems=1),
    )


def _decided() -> Schema:
    statuses = [status.value for status in OrderStatus if status is not OrderStatus.PENDING]
    return {
        "description": "An order that is approved or rejected.",
        "allOf": [ref("Order"), {"properties": {"status": {"enum": statuses}}}],
    }


SCHEMAS: dict[str, Schema] = ENDPOINT_SCHEMAS | {
    "OrderRequest": _order_request(),
    "OrderAccepted": record(
        "The order was started, and its outcome is to be found at `status_url`.",
        order_id=order_id(),
        status_url=text("Where `GET` shows the order.", format="uri"),
    ),
    "Order": _order(status={"enum": [status.value for status in OrderStatus]}),
    "DecidedOrder": _decided(),
    "OrderList": record(
        "A page of the caller's orders, newest first.",
        orders=array_of("Order", maxItems=paging.MOST),
        next=or_null(text("The path of the next page. Null on the last one.", format="uri-reference")),
    ),
    "Ticket": record(
        "Opens one socket.",
        ticket=text("Nobody can guess it.", pattern="^[A-Za-z0-9_-]{43}$"),
        url=text("Of the socket, the ticket included.", format="uri", pattern="^wss?://"),
        expires_in={"type": "integer", "minimum": 1, "description": "In seconds."},
    ),
    "OrderLine": record(
        "An article of an order.",
        sku={"type": "string"},
        quantity={"type": "integer", "minimum": 1},
        unit_price=_money("In minor units, when the order was priced."),
    ),
    "Reason": record(
        "Why an order was rejected.",
        code=text(
            "For programs.",
            pattern="^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
            examples=["OUT_OF_STOCK", "PAYMENT_DECLINED"],
        ),
        message=text("For people."),
    ),
    "OrderDecided": record(
        "What is told of an order.",
        type={"enum": sorted(TYPES.values())},
        timestamp=moment("When the order was decided."),
        data=ref("DecidedOrder"),
    ),
    "Problem": record(
        "A problem document, RFC 9457. Tell problems apart by `type`, which never changes.",
        optional=("instance", "errors"),
        type=text("What kind of problem it is: see docs/problems.md.", format="uri"),
        title=text("The same for all problems of this type."),
        status={"type": "integer", "description": "The HTTP status."},
        detail=text("What is particular to this one."),
        instance=text("The path of what it is about: an order, or an endpoint.", format="uri-reference"),
        errors=array_of(
            "FieldError",
            minItems=1,
            maxItems=MOST_ERRORS,
            description="What is wrong with the request, field by field.",
        ),
    ),
    "FieldError": record(
        "One thing wrong with a request.",
        optional=("value",),
        field=text("A field of the body, a header or a parameter.", examples=["items[0].quantity"]),
        value={"description": "What was sent, shortened. Left out where nothing was."},
        reason=text("Completes a sentence that begins with the field.", examples=["is missing"]),
    ),
    "GatewayMessage": record("What API Gateway says when it answers by itself.", message=text("For people.")),
}
