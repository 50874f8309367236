"""Checking a body by its JSON Schema: what is wrong is told by the field's own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import fastjsonschema

from lambdas.shared.problem import FieldError, invalid, made_up
from lambdas.shared.problems import ProblemType


class Shape:
    """A JSON Schema, of draft 7, with the problem that a value of another shape is."""

    def __init__(self, schema: Mapping[str, Any], *, otherwise: ProblemType) -> None:
        self.schema = schema
        self._otherwise = otherwise
        self._validate = fastjsonschema.compile(dict(schema), use_default=False, fast_fail=False)

    def of(self, value: object) -> dict[str, Any]:
        """The value, which has the shape. Raises Problem (400) with every field that is wrong."""
        try:
            self._validate(value)
        except fastjsonschema.JsonSchemaValuesException as error:
            wrong = (found for one in error.errors for found in _field_errors(one))
            raise invalid(self._otherwise, *wrong) from error
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
