"""The tables as plain items, kept up to date from the commits; and who wants to be told of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.simulation.memory.commits import Commit

Item: TypeAlias = Mapping[str, Any]
Place: TypeAlias = tuple[str, str, str]
"""Table, pk, sk."""


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
        return self.pk.startswith("saga#")

    def __str__(self) -> str:
        return f"{self.table}: {self.pk} {self.sk}"


@dataclass
class Ledger:
    items: dict[Place, Item] = field(default_factory=dict)

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
            place = (change.table, change.pk, change.sk)
            if change.new is None:
                self.items.pop(place, None)
            else:
                self.items[place] = change.new
        return changes

    def of(self, table: str, prefix: str) -> list[Item]:
        """The items of a table whose key begins like this."""
        return [
            item for (where, pk, _), item in self.items.items() if where == table and pk.startswith(prefix)
        ]

    def journal(self, saga_id: str) -> dict[str, Item]:
        """The journal items of a saga by step."""
        tables = ("orders", "inventory", "customers", "payments", "approvals")
        return {
            sk: item
            for (table, pk, sk), item in self.items.items()
            if table in tables and pk == f"saga#{saga_id}" and sk.count(".") == 1 and sk != "approvals.answer"
        }


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
