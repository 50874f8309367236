# ruff: noqa: N803 - arguments are named as the service names them
"""The reads: their arguments are those of the low-level client, and so are their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.shared.items import AttributeMap
from tests.simulation.memory.actions import check_used
from tests.simulation.memory.failures import NotFound, Refused, Unfit
from tests.simulation.memory.keyconditions import Range, key_condition
from tests.simulation.memory.pages import Asked, check_start, page
from tests.simulation.memory.shape import Key, key_of
from tests.simulation.memory.table import Table
from tests.simulation.memory.values import copied

_MOST_KEYS = 100

Tables = Mapping[str, Table]


def table_of(tables: Tables, name: str) -> Table:
    if name not in tables:
        raise NotFound
    return tables[name]


def get_item(
    tables: Tables,
    *,
    TableName: str,
    Key: AttributeMap,
    ConsistentRead: bool = False,  # noqa: ARG001 - every read is
) -> dict[str, Any]:
    table = table_of(tables, TableName)
    item = table.get(_key(table, Key))
    return {"Item": copied(item)} if item else {}


def batch_get_item(tables: Tables, *, RequestItems: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Nothing is ever left over."""
    if sum(len(wanted["Keys"]) for wanted in RequestItems.values()) > _MOST_KEYS:
        raise Refused("Too many items requested for the BatchGetItem call")
    found: dict[str, list[AttributeMap]] = {}
    for name, wanted in RequestItems.items():
        table = table_of(tables, name)
        keys = [_key(table, key) for key in wanted["Keys"]]
        if len(set(keys)) < len(keys):
            raise Refused("Provided list of item keys contains duplicates")
        found[name] = [copied(item) for item in map(table.get, keys) if item]
    return {"Responses": found, "UnprocessedKeys": {}}


def query(  # noqa: PLR0913 - the service's own
    tables: Tables,
    *,
    TableName: str,
    KeyConditionExpression: str,
    ExpressionAttributeNames: Mapping[str, str] | None = None,
    ExpressionAttributeValues: AttributeMap,
    IndexName: str | None = None,
    Limit: int | None = None,
    ExclusiveStartKey: AttributeMap | None = None,
    ScanIndexForward: bool = True,
    ConsistentRead: bool = False,
) -> dict[str, Any]:
    table = table_of(tables, TableName)
    _check_consistent(ConsistentRead, IndexName)
    keys = table.keys_of(IndexName)
    within = _range(keys, KeyConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues)
    asked = Asked(index=IndexName, most=Limit, start=ExclusiveStartKey, forward=ScanIndexForward)
    check_start(table, asked, within=within)
    items = table.partition(within.partition, index=IndexName)
    return page(table, (item for item in items if within.holds(item[keys[1]]["S"])), asked)


def scan(  # noqa: PLR0913 - the service's own
    tables: Tables,
    *,
    TableName: str,
    IndexName: str | None = None,
    Limit: int | None = None,
    ExclusiveStartKey: AttributeMap | None = None,
    ConsistentRead: bool = False,
) -> dict[str, Any]:
    """In the order of the keys, which DynamoDB does not promise."""
    table = table_of(tables, TableName)
    _check_consistent(ConsistentRead, IndexName)
    table.keys_of(IndexName)
    asked = Asked(index=IndexName, most=Limit, start=ExclusiveStartKey)
    check_start(table, asked)
    return page(table, table.all(index=IndexName), asked)


def _range(keys: tuple[str, str], text: str, names: Mapping[str, str] | None, values: AttributeMap) -> Range:
    condition = key_condition(text, tuple((names or {}).items()))
    check_used(names=names, values=values, uses=condition.uses)
    return condition.on(keys, values)


def _key(table: Table, key: AttributeMap) -> Key:
    try:
        return key_of(table.shape, key)
    except Unfit as unfit:
        raise Refused(str(unfit)) from None


def _check_consistent(wanted: bool, index: str | None) -> None:
    if wanted and index:
        raise Refused("Consistent reads are not supported on global secondary indexes")
