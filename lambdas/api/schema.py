"""The JSON Schema of `POST /orders`, and what it finds wrong, told by the field's own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import fastjsonschema

from lambdas.shared.callback import LONGEST_URL
from lambdas.shared.problem import FieldError, invalid, made_up
from lambdas.shared.problems import INVALID_ORDER

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

_validate = fastjsonschema.compile(SCHEMA, use_default=False, fast_fail=False)


def of_schema(value: object) -> dict[str, Any]:
    """The value, which has the schema's shape. Raises Problem (400) with every field that is wrong."""
    try:
        _validate(value)
    except fastjsonschema.JsonSchemaValuesException as error:
        raise invalid(
            INVALID_ORDER, *(found for one in error.errors for found in _field_errors(one))
        ) from error
    return cast("dict[str, Any]", value)


def _field_errors(error: fastjsonschema.JsonSchemaValueException) -> Iterator[FieldError]:
    """The library speaks of `data.items[0]`, and of the object where a field is missing or unknown."""
    name, definition = str(error.name), cast("Mapping[str, Any]", error.definition)
    path = name.removeprefix("data").removeprefix(".")
    if error.rule == "required":
        for missing in definition["required"]:
            if missing not in error.value:
                yield FieldError(field=_join(path, missing), reason="is missing")
    elif error.rule == "additionalProperties":
        known = definition["properties"]
        for unknown in (field for field in error.value if field not in known):
            reason = f"is not a field here: there are {', '.join(known)}"
            yield FieldError(field=_join(path, unknown), value=error.value[unknown], reason=reason)
    else:
        yield FieldError(
            field=path or "body", value=error.value, reason=error.message.removeprefix(name).strip()
        )


def _join(path: str, name: str) -> str:
    return f"{path}.{made_up(name)}" if path else made_up(name)
