"""Payload templates: `Parameters` and `ResultSelector`, where a field `x.$` is filled in from a path.

A template is read once. What has no such field in it is handed out as it is, and never copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from statemachines.simulator.errors import RUNTIME, StateFailed
from statemachines.simulator.paths import ContextOf, Json, NothingThere, Path, path_of

Fill: TypeAlias = Callable[[Json, ContextOf], Json]


def template_of(asl: Json, *, context: frozenset[tuple[str, str]]) -> Fill:
    """Raises ValueError for an intrinsic function, a path that is not supported, a name that comes twice."""
    fill = _fill_of(asl, context)
    return fill or (lambda _data, _context: asl)


def _fill_of(asl: Json, context: frozenset[tuple[str, str]]) -> Fill | None:
    """None: there is nothing to fill in."""
    if isinstance(asl, Mapping):
        return _object(asl, context)
    if isinstance(asl, list):
        return _array(asl, context)
    return None


def _object(asl: Mapping[str, Json], context: frozenset[tuple[str, str]]) -> Fill | None:
    blank: dict[str, Json] = {}
    fills: list[tuple[str, Fill]] = []
    for field, value in asl.items():
        name = field.removesuffix(".$")
        if name in blank:
            raise ValueError(f"{name} is there twice")
        fill = _fill_of(value, context) if name == field else _from_path(field, value, context)
        blank[name] = value
        if fill:
            fills.append((name, fill))
    if not fills:
        return None

    def filled(data: Json, context: ContextOf) -> Json:
        made = blank.copy()
        for name, fill in fills:
            made[name] = fill(data, context)
        return made

    return filled


def _array(asl: list[Json], context: frozenset[tuple[str, str]]) -> Fill | None:
    fills = [_fill_of(value, context) for value in asl]
    if not any(fills):
        return None
    pairs = list(zip(asl, fills, strict=True))
    return lambda data, context: [fill(data, context) if fill else value for value, fill in pairs]


def _from_path(field: str, value: Json, context: frozenset[tuple[str, str]]) -> Fill:
    if isinstance(value, str) and not value.startswith("$"):
        raise ValueError(f"{field}: the intrinsic function {value!r} is not supported")
    return required(path_of(value, context=context), field)


def required(path: Path, field: str) -> Fill:
    """What is at the path. AWS reports a path that finds nothing as States.Runtime, which ends the execution.

    The guide lists States.ParameterPathFailure for it too; executions were not seen to end with that name.
    """

    def find(data: Json, context: ContextOf) -> Json:
        try:
            return path.find(data, context)
        except NothingThere:
            raise StateFailed(RUNTIME, f"{field}: the input has nothing at {path.text}") from None

    return find
