"""The tables as plain items, kept up to date from the commits; and who wants to be told of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.simulation.memory.commits import Commit

Item: TypeAlias = Mapping[str, Any]
Place: TypeAlias = tuple[str, str, str]
"""Table, pk, sk."""

_SAGA = "saga#"
_PARTICIPANTS = ("orders", "inventory", "customers", "payments", "approvals")


@dataclass(frozen=True)
class Changed:
    """An item before and after a commit; None where there was, or is, none."""

    table: str
    pk: str
    sk: str
    old: Item | None
    new: Item | None

    @property
    def is_journal(self) -> bool:
        return self.pk.startswith(_SAGA)

    def __str__(self) -> str:
        return f"{self.table}: {self.pk} {self.sk}"


@dataclass
class Ledger:
    """`items` are changed by `take` alone. They are found by their kind, or by their saga, without a look at all."""

    items: dict[Place, Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._kinds: defaultdict[tuple[str, str], dict[Place, Item]] = defaultdict(dict)
        self._journals: defaultdict[str, dict[Place, Item]] = defaultdict(dict)
        for place, item in self.items.items():
            self._index(place, item)

    def take(self, commit: Commit) -> list[Changed]:
        """Write the commit down; what it changed."""
        changes = [
            Changed(
                change.table,
                change.key["pk"]["S"],
                change.key["sk"]["S"],
                plain(change.old),
                plain(change.new),
            )
            for change in commit.changes
        ]
        for change in changes:
            self._write((change.table, change.pk, change.sk), change.new)
        return changes

    def of(self, table: str, kind: str) -> list[Item]:
        """The items of a table of one kind, which is what their keys begin with, as `order#`."""
        return list(self._kinds[table, kind].values())

    def journal(self, saga_id: str) -> dict[str, Item]:
        """The journal items of a saga by step."""
        return {
            sk: item
            for (table, _, sk), item in self._journals[f"{_SAGA}{saga_id}"].items()
            if table in _PARTICIPANTS and sk.count(".") == 1 and sk != "approvals.answer"
        }

    def _write(self, place: Place, item: Item | None) -> None:
        if item is not None:
            self.items[place] = item
            self._index(place, item)
        elif self.items.pop(place, None) is not None:
            self._kinds[_kind_of(place)].pop(place)
            self._journals[place[1]].pop(place, None)

    def _index(self, place: Place, item: Item) -> None:
        self._kinds[_kind_of(place)][place] = item
        if place[1].startswith(_SAGA):
            self._journals[place[1]][place] = item


def _kind_of(place: Place) -> tuple[str, str]:
    table, pk, _ = place
    return table, pk.partition("#")[0] + "#"


def plain(attributes: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if attributes is None:
        return None
    return {name: _value(value) for name, value in attributes.items()}


def _value(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    if kind == "N":
        return int(value)
    if kind == "M":
        return {name: _value(inner) for name, inner in value.items()}
    if kind == "L":
        return [_value(inner) for inner in value]
    return None if kind == "NULL" else value
