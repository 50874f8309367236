"""One table's items and their places in its indexes. What is stored is never changed in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.failures import Refused
from tests.simulation.memory.shape import Key, TableShape

Place: TypeAlias = tuple[str, ...]
"""Where an item stands in what is read: its keys there, then those that make it the only one."""


class Table:
    def __init__(self, name: str, shape: TableShape) -> None:
        self.name = name
        self.shape = shape
        self._items: dict[Key, AttributeMap] = {}
        self._partitions: defaultdict[str, set[Key]] = defaultdict(set)
        self._indexes: Mapping[str, defaultdict[str, set[Key]]] = {
            index: defaultdict(set) for index in shape.indexes
        }

    def get(self, key: Key) -> AttributeMap | None:
        return self._items.get(key)

    def replace(self, key: Key, old: AttributeMap | None, new: AttributeMap | None) -> None:
        """Put `new` where `old` is; None stands for no item."""
        for index, (partition, sort) in self.shape.indexes.items():
            if old and partition in old and sort in old:
                self._indexes[index][old[partition]["S"]].discard(key)
            if new and partition in new and sort in new:
                self._indexes[index][new[partition]["S"]].add(key)
        if new is None:
            self._items.pop(key, None)
            self._partitions[key[0]].discard(key)
        else:
            self._items[key] = new
            self._partitions[key[0]].add(key)

    def keys_of(self, index: str | None) -> tuple[str, str]:
        """The names of the keys of an index, or of the table. Raises Refused for an unknown index."""
        if index is None:
            return self.shape.keys
        if index not in self.shape.indexes:
            raise Refused(f"The table does not have the specified index: {index}")
        return self.shape.indexes[index]

    def partition(self, value: str, *, index: str | None = None) -> Iterator[AttributeMap]:
        """The items of one partition of an index, or of the table, in no order."""
        partitions = self._partitions if index is None else self._indexes[index]
        return (self._items[key] for key in partitions.get(value, ()))

    def all(self, *, index: str | None = None) -> Iterator[AttributeMap]:
        if index is None:
            yield from self._items.values()
        else:
            for keys in self._indexes[index].values():
                yield from (self._items[key] for key in keys)

    def place(self, item: AttributeMap, *, index: str | None = None) -> Place:
        """Items with the same keys in an index are in the order of their own: DynamoDB promises none."""
        names = self.shape.keys if index is None else (*self.shape.indexes[index], *self.shape.keys)
        return tuple(item[name]["S"] for name in names)

    def projected(self, item: AttributeMap, *, index: str | None = None) -> AttributeMap:
        """What an index has of an item; of the table's own, the item as it is stored."""
        return item if index is None else self.cursor(item, index=index)

    def cursor(self, item: AttributeMap, *, index: str | None = None) -> AttributeMap:
        """The keys of an item, which say where a page ends."""
        return {name: item[name] for name in {*self.shape.keys, *self.keys_of(index)}}
