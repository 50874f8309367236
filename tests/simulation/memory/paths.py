"""Document paths, `("done", "lines", 0, "sku")`: read, written, removed.

Writing copies what lies on the way and nothing else, so an item that was handed out as it was stays as it was.
"""

from __future__ import annotations

from typing import TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.failures import Unfit
from tests.simulation.memory.values import AttributeValue

Path: TypeAlias = tuple[str | int, ...]
"""A top-level attribute's name, then names in maps and positions in lists."""

_INVALID = "The document path provided in the update expression is invalid for update"


def shown(path: Path) -> str:
    """As DynamoDB's messages show it."""
    return f"[{', '.join(part if isinstance(part, str) else f'[{part}]' for part in path)}]"


def found(item: AttributeMap, path: Path) -> AttributeValue | None:
    value: AttributeValue | None = item.get(str(path[0]))
    for part in path[1:]:
        if value is None:
            return None
        value = _within(value, part)
    return value


def placed(item: AttributeMap, path: Path, value: AttributeValue) -> AttributeMap:
    """The item with a value put there; behind the end of a list means at its end. Raises Unfit."""
    name = str(path[0])
    return {**item, name: _placed(item.get(name), path[1:], value)}


def removed(item: AttributeMap, path: Path) -> AttributeMap:
    """The item without what is there, if anything is. Raises Unfit when nothing is on the way to it."""
    name = str(path[0])
    if len(path) == 1:
        return {other: value for other, value in item.items() if other != name}
    return {**item, name: _removed(item.get(name), path[1:])}


def _within(value: AttributeValue, part: str | int) -> AttributeValue | None:
    if isinstance(part, str):
        inner: AttributeValue | None = value.get("M", {}).get(part)
        return inner
    elements: list[AttributeValue] = value.get("L", [])
    return elements[part] if part < len(elements) else None


def _placed(value: AttributeValue | None, path: Path, new: AttributeValue) -> AttributeValue:
    if not path:
        return new
    inside = _container(value, path[0])
    if isinstance(path[0], str):
        return {"M": {**inside["M"], path[0]: _placed(inside["M"].get(path[0]), path[1:], new)}}
    elements, at = inside["L"], path[0]
    old = elements[at] if at < len(elements) else None
    return {"L": [*elements[:at], _placed(old, path[1:], new), *elements[at + 1 :]]}


def _removed(value: AttributeValue | None, path: Path) -> AttributeValue:
    inside, part, rest = _container(value, path[0]), path[0], path[1:]
    inner = _within(inside, part)
    if not rest and inner is None:
        return inside
    if isinstance(part, str):
        others = {name: other for name, other in inside["M"].items() if name != part}
        return {"M": others if not rest else {**inside["M"], part: _removed(inner, rest)}}
    before, after = inside["L"][:part], inside["L"][part + 1 :]
    return {"L": [*before, *([_removed(inner, rest)] if rest else []), *after]}


def _container(value: AttributeValue | None, part: str | int) -> AttributeValue:
    if value is None or ("M" if isinstance(part, str) else "L") not in value:
        raise Unfit(_INVALID)
    return value
