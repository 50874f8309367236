"""The document's schemas: JSON Schema 2020-12, by name.

What a client sends is the schema that the API checks it with. What it gets has no other field than these, which
the tests hold against real answers.
"""

from __future__ import annotations

from typing import Any

from lambdas.api import paging
from lambdas.api.schema import SCHEMA
from lambdas.orders.domain import OrderStatus
from lambdas.shared.lookup import ORDER_ID
from lambdas.shared.problem import MOST_ERRORS
from lambdas.webhooks.message import TYPES

Schema = dict[str, Any]


def ref(name: str, *, kind: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def record(description: str, *, optional: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """An object with these fields, all but the optional ones always there, and with no other."""
    return {
        "type": "object",
        "description": description,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        "properties": properties,
    }


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _text(description: str, **rules: Any) -> Schema:  # noqa: ANN401 - any keyword of JSON Schema
    return {"type": "string", "description": description, **rules}


def _money(description: str) -> Schema:
    return {"type": ["integer", "null"], "minimum": 0, "description": description}


def _order_request() -> Schema:
    """The API's own, with a word on each field. `$schema` names an older dialect, of which it uses nothing."""
    words = {
        "customer_id": "Who buys.",
        "items": "What is bought, each article once. Prices are the catalogue's, never the client's.",
        "callback_url": "Gets one signed POST when the order is decided: a public https URL without user name "
        "and fragment. See the callback `decided`.",
    }
    rules = {name: rule for name, rule in SCHEMA.items() if name != "$schema"}
    properties = {name: {"description": words[name], **rule} for name, rule in rules["properties"].items()}
    properties["callback_url"]["format"] = "uri"
    return {**rules, "properties": properties}


def order_id() -> Schema:
    return _text("Follows from the caller and the Idempotency-Key.", pattern=f"^{ORDER_ID}$")


def _order(*, status: Schema) -> Schema:
    return record(
        "An order. It is PENDING until it is decided, and then never changes again.",
        order_id=order_id(),
        status=status,
        reason=_or_null(ref("Reason")),
        total=_money("In minor units of the currency. Null while the order is not priced."),
        currency={"type": ["string", "null"], "description": "ISO 4217. Null while the order is not priced."},
        items={"type": "array", "minItems": 1, "items": ref("OrderLine")},
    )


def _decided() -> Schema:
    statuses = [status.value for status in OrderStatus if status is not OrderStatus.PENDING]
    return {
        "description": "An order that is approved or rejected.",
        "allOf": [ref("Order"), {"properties": {"status": {"enum": statuses}}}],
    }


SCHEMAS: dict[str, Schema] = {
    "OrderRequest": _order_request(),
    "OrderAccepted": record(
        "The order was started, and its outcome is to be found at `status_url`.",
        order_id=order_id(),
        status_url=_text("Where `GET` shows the order.", format="uri"),
    ),
    "Order": _order(status={"enum": [status.value for status in OrderStatus]}),
    "DecidedOrder": _decided(),
    "OrderList": record(
        "A page of the caller's orders, newest first.",
        orders={"type": "array", "maxItems": paging.MOST, "items": ref("Order")},
        next=_or_null(_text("The path of the next page. Null on the last one.", format="uri-reference")),
    ),
    "Ticket": record(
        "Opens one socket.",
        ticket=_text("Nobody can guess it.", pattern="^[A-Za-z0-9_-]{43}$"),
        url=_text("Of the socket, the ticket included.", format="uri", pattern="^wss?://"),
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
        code=_text(
            "For programs.",
            pattern="^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$",
            examples=["OUT_OF_STOCK", "PAYMENT_DECLINED"],
        ),
        message=_text("For people."),
    ),
    "OrderDecided": record(
        "What a callback is told.",
        type={"enum": sorted(TYPES.values())},
        timestamp=_text("When the order was decided.", format="date-time"),
        data=ref("DecidedOrder"),
    ),
    "Problem": record(
        "A problem document, RFC 9457. Tell problems apart by `type`, which never changes.",
        optional=("instance", "errors"),
        type=_text("What kind of problem it is: see docs/problems.md.", format="uri"),
        title=_text("The same for all problems of this type."),
        status={"type": "integer", "description": "The HTTP status."},
        detail=_text("What is particular to this one."),
        instance=_text("The path of the order that it is about.", format="uri-reference"),
        errors={
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_ERRORS,
            "items": ref("FieldError"),
            "description": "What is wrong with the request, field by field.",
        },
    ),
    "FieldError": record(
        "One thing wrong with a request.",
        optional=("value",),
        field=_text("A field of the body, a header or a parameter.", examples=["items[0].quantity"]),
        value={"description": "What was sent, shortened. Left out where nothing was."},
        reason=_text("Completes a sentence that begins with the field.", examples=["is missing"]),
    ),
    "GatewayMessage": record(
        "What API Gateway says when it answers by itself.", message=_text("For people.")
    ),
}
