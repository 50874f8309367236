"""What both conditions and updates refer to: a path in the item or a value of the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.failures import Refused
from tests.simulation.memory.paths import Path, found
from tests.simulation.memory.reading import Reading
from tests.simulation.memory.values import AttributeValue, tag_of

Read: TypeAlias = Callable[[AttributeMap, AttributeMap], AttributeValue | None]
"""From the item and the request's values to what is meant; None where there is nothing."""


@dataclass(frozen=True, kw_only=True)
class Operand:
    """`path` or `value` says what was written; a function's result is neither."""

    read: Read
    path: Path | None = None
    value: str | None = None


def operand(reading: Reading) -> Operand:
    if reading.ahead().startswith(":"):
        return of_value(reading)
    return of_path(reading.path())


def of_value(reading: Reading) -> Operand:
    value = reading.value()

    def defined(values: AttributeMap) -> None:
        if value not in values:
            raise reading.invalid(
                f"An expression attribute value used in expression is not defined; attribute value: {value}"
            )

    reading.checks.append(defined)
    return Operand(read=lambda _, values: values[value], value=value)


def of_path(path: Path) -> Operand:
    name = path[0]
    if len(path) == 1 and isinstance(name, str):
        return Operand(read=lambda item, _: item.get(name), path=path)
    return Operand(read=lambda item, _: found(item, path), path=path)


def require(reading: Reading, given: Operand, *tags: str, by: str) -> None:
    """Have the type of a value checked, before anything stored is looked at."""
    value = given.value
    if value is None:
        return

    def fits(values: AttributeMap) -> None:
        if tag_of(values[value]) not in tags:
            raise _wrong_type(reading, by=by, tag=tag_of(values[value]))

    reading.checks.append(fits)


def _wrong_type(reading: Reading, *, by: str, tag: str) -> Refused:
    return reading.invalid(
        f"Incorrect operand type for operator or function; operator or function: {by}, operand type: {tag}"
    )
