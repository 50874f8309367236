"""Reading an OpenAPI document as a client's tool would: references followed, schemas checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from ops.openapi.document import document

DOCUMENT = document()


def at(reference: str) -> Any:
    """What a reference within the document stands for. Raises KeyError when it is nothing."""
    found: Any = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def followed(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return at(value["$ref"]) if "$ref" in value else value


def nodes(value: Any = DOCUMENT, path: str = "#") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object in the document, with where it is."""
    if isinstance(value, Mapping):
        yield path, value
    children = (
        enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, Mapping) else ()
    )
    for name, child in children:
        yield from nodes(child, f"{path}/{name}")


def operations() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Method, path and operation, of all paths."""
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def problems_in(schema: Mapping[str, Any]) -> Iterator[str]:
    """The URIs of the types that a problem's schema allows."""
    for _, node in nodes(schema):
        if isinstance(kind := node.get("type"), Mapping):
            yield from (uri for uri in kind.get("enum", ()) if uri.startswith("urn:"))


def errors(value: object, schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with a value by a schema of the document, formats included."""
    whole = {"allOf": [schema], "components": DOCUMENT["components"]}
    validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(value)]


def errors_by_name(value: object, name: str) -> list[str]:
    return errors(value, {"$ref": f"#/components/schemas/{name}"})
