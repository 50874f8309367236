"""Attribute values as the low-level client has them, `{"S": "..."}`, and what conditions ask of them.

What is stored was `taken`: copied, its numbers in their one text. So two stored values are equal when `==`
says so. What is stored is never changed in place, and leaves the store as a copy.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar, cast

from lambdas.shared.items import AttributeMap
from tests.simulation.memory import number
from tests.simulation.memory.failures import Refused, Unsupported

AttributeValue: TypeAlias = dict[str, Any]

T = TypeVar("T")

_ORDERED = ("S", "N")


def taken_map(attributes: Mapping[str, AttributeValue]) -> AttributeMap:
    return {name: taken(value) for name, value in attributes.items()}


def taken(value: AttributeValue) -> AttributeValue:
    """A copy in normal form. Raises Refused for a number that is none, Unsupported for sets and binaries."""
    ((tag, content),) = value.items()
    if tag == "S" and type(content) is str:  # most are texts
        return {"S": content}
    if tag not in _TAKE:
        raise Unsupported(f"a value of type {tag}: this store keeps {', '.join(_TAKE)}")
    return {tag: _TAKE[tag](content)}


def copied(value: T) -> T:
    """By marshal, more than twice as fast as a walk. Its version 2 makes two of what is there twice."""
    return cast("T", marshal.loads(marshal.dumps(cast("Any", value), 2)))  # noqa: S302 - its own output


def tag_of(value: AttributeValue) -> str:
    return next(iter(value))


def compare(
    left: AttributeValue | None, right: AttributeValue | None, by: Callable[[Any, Any], bool]
) -> bool:
    """Whether both are there, of one type that has an order, and `by` says so of them."""
    if left is None or right is None:
        return False
    ((tag, one),), ((other_tag, other),) = left.items(), right.items()
    if tag != other_tag or tag not in _ORDERED:
        return False
    return by(number.parsed(one), number.parsed(other)) if tag == "N" else by(one, other)


def is_ordered(value: AttributeValue) -> bool:
    return tag_of(value) in _ORDERED


def begins_with(value: AttributeValue | None, prefix: AttributeValue | None) -> bool:
    if value is None or prefix is None or "S" not in value or "S" not in prefix:
        return False
    return bool(value["S"].startswith(prefix["S"]))


def contains(value: AttributeValue | None, wanted: AttributeValue | None) -> bool:
    """A text in a text, or an element in a list."""
    if value is None or wanted is None:
        return False
    if "L" in value:
        return wanted in value["L"]
    return "S" in value and "S" in wanted and wanted["S"] in value["S"]


def size(value: AttributeValue | None) -> AttributeValue | None:
    """As a number; None for a type that has no size."""
    if value is None or tag_of(value) not in ("S", "L", "M"):
        return None
    return {"N": str(len(value[tag_of(value)]))}


def _text(content: object) -> object:
    if not isinstance(content, str):
        raise TypeError(f"{content!r} is no text")
    return content


def _flag(content: object) -> object:
    if not isinstance(content, bool):
        raise TypeError(f"{content!r} is neither True nor False")
    return content


def _null(content: object) -> object:
    if content is not True:
        raise Refused(
            "One or more parameter values were invalid: Null attribute value types must have the value of true"
        )
    return content


_TAKE: Mapping[str, Callable[[Any], object]] = {
    "S": _text,
    "N": number.normal,
    "BOOL": _flag,
    "NULL": _null,
    "L": lambda content: [taken(value) for value in content],
    "M": taken_map,
}
