"""What `POST /orders` takes, as a JSON Schema and two rules that a schema cannot say.

An OrderRequest has one byte-stable JSON form: it becomes the execution's input, and Step Functions compares
inputs to tell a request sent twice from a name used twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import fastjsonschema

from lambdas.api.problem import FieldError, bad_request
from lambdas.shared.callback import LONGEST_URL, CallbackRefused, target_of

_NAME = "^[A-Za-z0-9_-]{1,64}$"

SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": False,
    "required": ["customer_id", "items"],
    "properties": {
        "customer_id": {"type": "string", "pattern": _NAME},
        "items": {
            "type": "array",
            "minItems": 1,
            "maxItems": 20,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["sku", "quantity"],
                "properties": {
                    "sku": {"type": "string", "pattern": _NAME},
                    "quantity": {"type": "integer", "minimum": 1, "maximum": 1000},
                },
            },
        },
        "callback_url": {"type": ["string", "null"], "maxLength": LONGEST_URL},
    },
}

_MOST_ERRORS = 10
_LONGEST_FIELD = 64

_validate = fastjsonschema.compile(SCHEMA, use_default=False, fast_fail=False)


@dataclass(frozen=True, kw_only=True)
class Item:
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OrderRequest:
    """A valid order: at most 20 items, no article twice."""

    customer_id: str
    items: tuple[Item, ...]
    callback_url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "customer_id": self.customer_id,
            "items": [{"sku": item.sku, "quantity": item.quantity} for item in self.items],
            "callback_url": self.callback_url,
        }


def order_request(value: Any, *, local: bool) -> OrderRequest:
    """The order in a JSON value. Raises Problem (400) with every field that is wrong, ten at most."""
    errors = _schema_errors(value) or [
        *_articles_twice(value["items"]),
        *_callback_errors(value, local=local),
    ]
    if errors:
        raise bad_request(*errors[:_MOST_ERRORS])
    return OrderRequest(
        customer_id=value["customer_id"],
        # To JSON Schema 2.0 is an integer too; here it becomes the same bytes as 2.
        items=tuple(Item(sku=item["sku"], quantity=int(item["quantity"])) for item in value["items"]),
        callback_url=value.get("callback_url"),
    )


def _schema_errors(value: Any) -> list[FieldError]:
    try:
        _validate(value)
    except fastjsonschema.JsonSchemaValuesException as error:
        return [found for one in error.errors for found in _field_errors(one)]
    return []


def _field_errors(error: fastjsonschema.JsonSchemaValueException) -> list[FieldError]:
    """The library speaks of `data.items[0]`; a missing or unknown field is told by its own name."""
    path = str(error.name).removeprefix("data").removeprefix(".")
    definition: Mapping[str, Any] = error.definition or {}
    if error.rule == "required":
        missing = [name for name in definition["required"] if name not in error.value]
        return [FieldError(field=_join(path, name), reason="is missing") for name in missing]
    if error.rule == "additionalProperties":
        known = definition["properties"]
        unknown = [name for name in error.value if name not in known]
        reason = f"is not a field here: there are {', '.join(known)}"
        return [
            FieldError(field=_join(path, name), value=error.value[name], reason=reason)
            for name in unknown[:_MOST_ERRORS]
        ]
    reason = error.message.removeprefix(str(error.name)).strip()
    return [FieldError(field=path or "body", value=error.value, reason=reason)]


def _articles_twice(items: list[dict[str, Any]]) -> list[FieldError]:
    skus = [item["sku"] for item in items]
    return [
        FieldError(
            field=f"items[{index}].sku", value=sku, reason=f"is that of items[{skus.index(sku)}] already"
        )
        for index, sku in enumerate(skus)
        if skus.index(sku) < index
    ]


def _callback_errors(value: dict[str, Any], *, local: bool) -> list[FieldError]:
    url = value.get("callback_url")
    if url is None:
        return []
    try:
        target_of(url, local=local)
    except CallbackRefused as refused:
        return [FieldError(field="callback_url", value=url, reason=str(refused))]
    return []


def _join(path: str, name: str) -> str:
    """The name may be any string that a client made up: kept short, and ASCII for the log."""
    told = name[:_LONGEST_FIELD].encode("ascii", "backslashreplace").decode()
    return f"{path}.{told}" if path else told
