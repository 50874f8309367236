"""The document's schemas: JSON Schema 2020-12, by name.

What a client sends is the schema that the API checks it with. What it gets has no other field than these, which
the tests hold against real answers.
"""

from __future__ import annotations

from lambdas.shared.problem import MOST_ERRORS
from ops.openapi.approval_schemas import APPROVAL_SCHEMAS
from ops.openapi.endpoint_schemas import ENDPOINT_SCHEMAS
from ops.openapi.follow_up_schemas import FOLLOW_UP_SCHEMAS
from ops.openapi.order_schemas import ORDER_SCHEMAS
from ops.openapi.vocabulary import Schema, array_of, record, text

_OTHERS: dict[str, Schema] = {
    "Ticket": record(
        "Opens one socket.",
        ticket=text("Nobody can guess it.", pattern="^[A-Za-z0-9_-]{43}$"),
        url=text("Of the socket, the ticket included.", format="uri", pattern="^wss?://"),
        expires_in={"type": "integer", "minimum": 1, "description": "In seconds."},
    ),
    "Problem": record(
        "A problem document, RFC 9457. Tell problems apart by `type`, which never changes.",
        optional=("instance", "errors"),
        type=text("What kind of problem it is: see docs/problems.md.", format="uri"),
        title=text("The same for all problems of this type."),
        status={"type": "integer", "description": "The HTTP status."},
        detail=text("What is particular to this one."),
        instance=text("The path of what it is about: an order, say, or an endpoint.", format="uri-reference"),
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

SCHEMAS = ENDPOINT_SCHEMAS | ORDER_SCHEMAS | FOLLOW_UP_SCHEMAS | APPROVAL_SCHEMAS | _OTHERS
