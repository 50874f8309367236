"""The words that the document's schemas are made of: JSON Schema 2020-12."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.api.schema import Shape

Schema = dict[str, Any]


def ref(name: str, *, kind: str = "schemas") -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def record(description: str, /, *, optional: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """An object with these fields, all but the optional ones always there, and with no other."""
    return record_of(description, properties, optional=optional)


def record_of(
    description: str, properties: Mapping[str, Schema], *, optional: tuple[str, ...] = ()
) -> Schema:
    """The same, of fields whose names are put together."""
    return {
        "type": "object",
        "description": description,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
        "properties": dict(properties),
    }


def or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def text(description: str, **rules: Any) -> Schema:  # noqa: ANN401 - any keyword of JSON Schema
    return {"type": "string", "description": description, **rules}


def moment(description: str) -> Schema:
    return text(f"{description} RFC 3339.", format="date-time")


def array_of(name: str, **rules: Any) -> Schema:  # noqa: ANN401 - any keyword of JSON Schema
    return {"type": "array", "items": ref(name), **rules}


def request(shape: Shape, **words: str) -> Schema:
    """The API's own, with a word on each field. `$schema` names an older dialect, of which it uses nothing."""
    rules = {name: rule for name, rule in shape.schema.items() if name != "$schema"}
    properties: Mapping[str, Schema] = shape.schema["properties"]
    return {
        **rules,
        "properties": {name: {"description": words[name], **properties[name]} for name in properties},
    }
