"""What a state reads of the document, and what the document is after it.

Each function answers with the paths it found absent beside its result: reading one of them fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from statemachines.verify.language.machine import Catcher, State
from statemachines.verify.language.paths import paths_in, steps_of
from statemachines.verify.language.shape import (
    ABSENT,
    REMEMBERED,
    Shape,
    Unknown,
    get,
    literal,
    made_of,
    put,
    record,
)

LONGEST_CAUSE = 32_768
LONGEST_ERROR = 256
"""Characters, as the API's model of a history event has them."""

_QUOTES = 2
ERROR = record({"Error": Unknown(LONGEST_ERROR + _QUOTES), "Cause": Unknown(LONGEST_CAUSE + _QUOTES)})

_CONTEXT_SIZE = 2048
"""Bytes of what is taken from the context object: the longest is a task token."""


@lru_cache(REMEMBERED)
def effective_input(state: State, document: Shape) -> tuple[Shape, tuple[str, ...]]:
    """After InputPath and Parameters."""
    missing: list[str] = []
    given = _selected(state.raw.get("InputPath", "$"), document, missing)
    template = state.raw.get("Parameters")
    return (given if template is None else _filled(template, given, missing)), tuple(missing)


@lru_cache(REMEMBERED)
def after_success(state: State, document: Shape, result: Shape) -> tuple[Shape, tuple[str, ...]]:
    """After ResultSelector, ResultPath and OutputPath."""
    missing: list[str] = []
    template = state.raw.get("ResultSelector")
    kept = result if template is None else _filled(template, result, missing)
    placed = placed_at(state.raw.get("ResultPath", "$"), document, kept)
    return _selected(state.raw.get("OutputPath", "$"), placed, missing), tuple(missing)


def after_error(catcher: Catcher, document: Shape) -> Shape:
    return placed_at(catcher.result_path, document, ERROR)


def placed_at(path: str | None, document: Shape, value: Shape) -> Shape:
    """A ResultPath at work; null keeps the document as it was."""
    if path is None:
        return document
    return put(document, steps_of(path) or (), value)


def read(path: str, document: Shape, missing: list[str]) -> Shape:
    """What is not in the document (context, variables) is there, and nothing is known of it."""
    steps = steps_of(path)
    if steps is None:
        return Unknown(_CONTEXT_SIZE)
    found = get(document, steps)
    if found == ABSENT:
        missing.append(path)
        return Unknown()
    return found


def paths_read(template: object) -> list[str]:
    """Every path in a payload template."""
    if isinstance(template, Mapping):
        of_fields = (
            paths_in(str(value)) if name.endswith(".$") else paths_read(value)
            for name, value in template.items()
        )
        return [path for paths in of_fields for path in paths]
    if isinstance(template, list):
        return [path for value in template for path in paths_read(value)]
    return []


def _selected(path: str | None, document: Shape, missing: list[str]) -> Shape:
    return record({}) if path is None else read(path, document, missing)


def _filled(template: Any, document: Shape, missing: list[str]) -> Shape:  # noqa: ANN401 - JSON
    if isinstance(template, Mapping):
        return record(
            {
                name.removesuffix(".$"): _expression(str(value), document, missing)
                if name.endswith(".$")
                else _filled(value, document, missing)
                for name, value in template.items()
            }
        )
    if isinstance(template, list):
        return made_of([_filled(value, document, missing) for value in template])
    return literal(template)


def _expression(text: str, document: Shape, missing: list[str]) -> Shape:
    paths = paths_in(text)
    found = [read(path, document, missing) for path in paths]
    return found[0] if paths == [text] else made_of([literal(text), *found])
