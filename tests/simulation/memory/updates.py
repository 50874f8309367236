"""UpdateExpressions, compiled once into closures.

    SET path = operand [+|- operand], …   REMOVE path, …   ADD name :number, …

Every operand is read from the item as it was, before anything is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Protocol, TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.assigned import Result, added, assigned
from tests.simulation.memory.paths import Path, placed, removed, shown
from tests.simulation.memory.reading import Names, Reading, Uses


class Apply(Protocol):
    """From what was there, empty where nothing was, to a new item: `onto` with all changes. Raises Unfit."""

    def __call__(self, old: AttributeMap, values: AttributeMap, *, onto: AttributeMap) -> AttributeMap: ...


@dataclass(frozen=True, kw_only=True)
class Update:
    """`attributes` are the names of those that it changes."""

    apply: Apply
    attributes: frozenset[str]
    uses: Uses


@lru_cache(maxsize=1024)
def update(text: str, names: Names) -> Update:
    """Raises Refused for what DynamoDB refuses, Unsupported for what this store does not know."""
    reading = Reading(text, kind="UpdateExpression", names=names)
    sections = _sections(reading)
    changes = [*sections.get("SET", []), *sections.get("ADD", [])]
    removals = [path for path, _ in sections.get("REMOVE", [])]
    _refuse_overlaps(reading, [*(path for path, _ in changes), *removals])
    return Update(
        apply=_applied(_in_order(changes), removals),
        attributes=frozenset(str(path[0]) for path in [*(path for path, _ in changes), *removals]),
        uses=reading.uses(),
    )


_Change: TypeAlias = tuple[Path, Result]


def _sections(reading: Reading) -> dict[str, list[_Change]]:
    sections: dict[str, list[_Change]] = {}
    while clause := reading.accept("SET", "REMOVE", "ADD"):
        if clause in sections:
            problem = f'The "{clause}" section can only be used once in an update expression;'
            raise reading.invalid(problem)
        sections[clause] = list(_actions(reading, clause))
    if not sections:
        raise reading.unreadable()
    return sections


def _actions(reading: Reading, clause: str) -> Iterator[_Change]:
    yield _action(reading, clause)
    while reading.accept(","):
        yield _action(reading, clause)


def _action(reading: Reading, clause: str) -> _Change:
    path = reading.path()
    if clause == "REMOVE":
        return path, _nothing
    if clause == "ADD":
        return path, added(reading, path)
    reading.expect("=")
    return path, assigned(reading)


def _nothing(_item: AttributeMap, _values: AttributeMap) -> AttributeMap:
    return {}


def _in_order(changes: list[_Change]) -> list[_Change]:
    """What goes behind the end of a list goes there in the order of its positions."""
    return sorted(changes, key=lambda change: change[0])


def _applied(changes: list[_Change], removals: list[Path]) -> Apply:
    last_first = sorted(removals, reverse=True)  # a position in a list is that before the update

    def apply(old: AttributeMap, values: AttributeMap, *, onto: AttributeMap) -> AttributeMap:
        item = onto
        for path, value in [(path, result(old, values)) for path, result in changes]:
            item = placed(item, path, value)
        for path in last_first:
            item = removed(item, path)
        return item

    return apply


def _refuse_overlaps(reading: Reading, paths: list[Path]) -> None:
    for one, other in combinations(paths, 2):
        shared = min(len(one), len(other))
        if one[:shared] == other[:shared]:
            raise _clash(reading, "overlap", one, other)
        fork = next(at for at in range(shared) if one[at] != other[at])
        if isinstance(one[fork], str) is not isinstance(other[fork], str):
            raise _clash(reading, "conflict", one, other)


def _clash(reading: Reading, how: str, one: Path, other: Path) -> Exception:
    return reading.invalid(
        f"Two document paths {how} with each other; must remove or rewrite one of these paths; "
        f"path one: {shown(one)}, path two: {shown(other)}"
    )
