"""A table's keys and indexes, and what DynamoDB asks of the attributes that are part of them. All are texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.failures import Refused, Unfit
from tests.simulation.memory.values import AttributeValue, tag_of

Key: TypeAlias = tuple[str, str]
"""Partition and sort key."""

_EMPTY = "The AttributeValue for a key attribute cannot contain an empty string value."


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """`keys` are the names of the partition and the sort key; `indexes` has those of each, by its name.

    Indexes project keys only, and an item is in one while it has both of its keys.
    """

    keys: tuple[str, str] = ("pk", "sk")
    indexes: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def key_in(shape: TableShape, item: AttributeMap) -> Key:
    """The key of an item that is put. Raises Refused for an empty one, Unfit for one that is none."""
    for name in shape.keys:
        if name not in item:
            raise Unfit(f"One or more parameter values were invalid: Missing the key {name} in the item")
        if "S" not in item[name]:
            raise Unfit(
                f"One or more parameter values were invalid: Type mismatch for key {name} expected: S "
                f"actual: {tag_of(item[name])}"
            )
    return _text(shape, item)


def key_of(shape: TableShape, key: AttributeMap) -> Key:
    """The key of a request. Raises Refused for an empty one, Unfit for one of another shape."""
    if set(key) != set(shape.keys) or any("S" not in value for value in key.values()):
        raise Unfit("The provided key element does not match the schema")
    return _text(shape, key)


def attributes_of(shape: TableShape, key: Key) -> AttributeMap:
    return {name: {"S": text} for name, text in zip(shape.keys, key, strict=True)}


def check_index_keys(shape: TableShape, item: AttributeMap) -> None:
    """Raises Refused for an empty one, Unfit for one of another type."""
    for index, names in shape.indexes.items():
        for name in names:
            if name in item:
                _check_index_key(item[name], name=name, index=index)


def _check_index_key(value: AttributeValue, *, name: str, index: str) -> None:
    if "S" not in value:
        raise Unfit(
            f"One or more parameter values were invalid: Type mismatch for Index Key {name} Expected: S "
            f"Actual: {tag_of(value)} IndexName: {index}"
        )
    if not value["S"]:
        raise Refused(
            "One or more parameter values are not valid. A value specified for a secondary index key is not "
            f"supported. {_EMPTY} IndexName: {index}, IndexKey: {name}"
        )


def _text(shape: TableShape, key: AttributeMap) -> Key:
    for name in shape.keys:
        if not key[name]["S"]:
            raise Refused(f"One or more parameter values are not valid. {_EMPTY} Key: {name}")
    return key[shape.keys[0]]["S"], key[shape.keys[1]]["S"]
