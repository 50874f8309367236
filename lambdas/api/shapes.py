"""The bodies that clients send, as JSON Schema: the API checks by these, and its description shows them."""

from __future__ import annotations

from typing import Any

from lambdas.api.schema import Shape
from lambdas.endpoints.delivery import DeliveryStatus
from lambdas.shared.callback import LONGEST_URL
from lambdas.shared.problems import (
    INVALID_ANSWER,
    INVALID_CHANGE,
    INVALID_ENDPOINT,
    INVALID_ORDER,
    INVALID_REPLAY,
)

_DIALECT = "http://json-schema.org/draft-07/schema#"
_NAME = "^[A-Za-z0-9_-]{1,64}$"
_LONGEST_DESCRIPTION = 200
_LONGEST_REASON = 200


def _body(*, required: tuple[str, ...], **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON Schema
    """An object with these fields and no other."""
    return {
        "$schema": _DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


_ITEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["sku", "quantity"],
    "properties": {
        "sku": {"type": "string", "pattern": _NAME},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 1000},
    },
}

ORDER = Shape(
    _body(
        required=("customer_id", "items"),
        customer_id={"type": "string", "pattern": _NAME},
        items={"type": "array", "minItems": 1, "maxItems": 20, "items": _ITEM},
        callback_url={"type": ["string", "null"], "maxLength": LONGEST_URL},
    ),
    otherwise=INVALID_ORDER,
)
CHANGE = Shape(
    _body(required=("items",), items={"type": "array", "minItems": 1, "maxItems": 20, "items": _ITEM}),
    otherwise=INVALID_CHANGE,
)
ANSWER = Shape(
    _body(required=(), reason={"type": "string", "minLength": 1, "maxLength": _LONGEST_REASON}),
    otherwise=INVALID_ANSWER,
)
ENDPOINT = Shape(
    _body(
        required=("url",),
        url={"type": "string", "maxLength": LONGEST_URL},
        description={"type": "string", "maxLength": _LONGEST_DESCRIPTION},
    ),
    otherwise=INVALID_ENDPOINT,
)
REPLAY = Shape(
    _body(
        required=("since",),
        since={"type": "string", "format": "date-time"},
        status={"enum": [DeliveryStatus.FAILED.value]},
    ),
    otherwise=INVALID_REPLAY,
)
