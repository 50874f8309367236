"""The schemas of orders, and the parts of them that others have too."""

from __future__ import annotations

from lambdas.api import paging, shapes
from lambdas.orders.domain import OrderStatus
from lambdas.shared.lookup import ORDER_ID
from lambdas.webhooks.message import DECISIONS
from ops.openapi.vocabulary import Schema, array_of, moment, or_null, record, ref, request, text


def money(description: str) -> Schema:
    return {"type": ["integer", "null"], "minimum": 0, "description": description}


def order_id() -> Schema:
    return text("Follows from the caller and the Idempotency-Key.", pattern=f"^{ORDER_ID}$")


def line_array() -> Schema:
    return array_of("OrderLine", minItems=1)


def _order_request() -> Schema:
    schema = request(
        shapes.ORDER,
        customer_id="Who buys.",
        items="What is bought, each article once. Prices are the catalogue's, never the client's.",
        callback_url="The URL of the one endpoint that is told what becomes of the order, letter for letter as it was "
        "registered. Without it, all endpoints of the caller are told. See the callbacks.",
    )
    schema["properties"]["callback_url"]["format"] = "uri"
    return schema


def _order(*, status: Schema) -> Schema:
    return record(
        "An order. It is PENDING until it is decided. One that was approved may be changed or cancelled until its "
        "goods leave, and says CHANGING or CANCELLING while that is tried.",
        order_id=order_id(),
        status=status,
        reason=or_null(ref("Reason")),
        total=money("In minor units of the currency. Null while the order is not priced."),
        currency={"type": ["string", "null"], "description": "ISO 4217. Null while the order is not priced."},
        items=line_array(),
    )


def _decided() -> Schema:
    statuses = [status.value for status in OrderStatus if status is not OrderStatus.PENDING]
    return {
        "description": "An order that was approved or rejected, whatever was asked of it since.",
        "allOf": [ref("Order"), {"properties": {"status": {"enum": statuses}}}],
    }


ORDER_SCHEMAS: dict[str, Schema] = {
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
    "OrderLine": record(
        "An article of an order.",
        sku={"type": "string"},
        quantity={"type": "integer", "minimum": 1},
        unit_price=money("In minor units, when the order was priced."),
    ),
    "Reason": record(
        "Why an order was rejected, or what was asked of it refused.",
        code=text(
            "For programs.",
            pattern="^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
            examples=["OUT_OF_STOCK", "PAYMENT_DECLINED", "ORDER_SHIPPED"],
        ),
        message=text("For people."),
    ),
    "OrderDecided": record(
        "What is told of an order.",
        type={"enum": sorted(DECISIONS.values())},
        timestamp=moment("When the order was decided."),
        data=ref("DecidedOrder"),
    ),
}
