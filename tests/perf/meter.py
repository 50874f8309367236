"""Counts the requests that clients really make, as AWS bills them, by botocore's own event hooks.

DynamoDB's units, an index's included, come from the sizes of the items and not from the engine's
ConsumedCapacity, which not every engine computes. A cancelled transaction is billed like one that went through,
but for its indexes: AWS says so of a failed conditional write, and is silent on transactions, so this is the
most it can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any, TypeAlias

from lambdas.outbox.entries import size_of as size_of_entry
from tests.perf.units import index_units, read_units, size_of, write_units
from tests.perf.usage import Usage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_EVENT_BYTES = 64 * 1024
_CANCELLED = "TransactionCanceledException"
_Item: TypeAlias = Mapping[str, Any]

_BEFORE = "provide-client-params"
_AFTER = "after-call"


@dataclass
class Meter:
    """Watches clients of DynamoDB and EventBridge. `unwatched` reads the items whose sizes are wanted."""

    dynamodb: Any
    events: Any
    unwatched: DynamoDBClient
    _used: list[Usage] = field(default_factory=list)
    _unknown: list[str] = field(default_factory=list)
    _known: dict[str, list[list[str]]] = field(default_factory=dict)

    @contextmanager
    def running(self) -> Iterator[list[Usage]]:
        """What each request used, complete when the block has ended. Raises LookupError for an unknown operation."""
        self._used, self._unknown = [], []
        hooks: list[tuple[Any, str, Callable[..., None]]] = [
            (self.dynamodb, f"{_BEFORE}.dynamodb", self._asked),
            (self.dynamodb, f"{_AFTER}.dynamodb", self._answered),
            (self.events, f"{_BEFORE}.events", self._asked),
            (self.events, f"{_AFTER}.events", self._answered),
        ]
        for client, name, hook in hooks:
            client.meta.events.register(name, hook)
        try:
            yield self._used
        finally:
            for client, name, hook in hooks:
                client.meta.events.unregister(name, hook)
        if self._unknown:
            raise LookupError(f"the meter has no rule for {', '.join(sorted(set(self._unknown)))}")

    def _asked(self, params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        before = [self._stored(write) for write in _writes(params)] if _is_transaction(model) else []
        context["metered"] = (params, before)

    def _answered(self, parsed: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        params, before = context["metered"]
        match model.name:
            case "TransactWriteItems":
                self._used.append(self._transaction(params, before, parsed))
            case "GetItem":
                self._used.append(_get(params, parsed))
            case "BatchGetItem":
                self._used += [_batch(params, parsed, table) for table in params["RequestItems"]]
            case "Query":
                self._used.append(_query(params, parsed))
            case "PutEvents":
                self._used.append(Usage(events=_chunks(params, parsed)))
            case "DescribeTable":
                pass  # the tests' own way to the stream, and free of charge
            case name:
                self._unknown.append(name)

    def _transaction(
        self, params: Mapping[str, Any], before: list[_Item], parsed: Mapping[str, Any]
    ) -> Usage:
        code = parsed.get("Error", {}).get("Code")
        if code not in (None, _CANCELLED):
            return Usage()
        after = [write["Item"] if "Item" in write else self._stored(write) for write in _writes(params)]
        sizes = map(max, map(size_of, before), map(size_of, after))
        in_table = sum(write_units(size, transactional=True) for size in sizes)
        return Usage(
            write_units=in_table if code else in_table + self._in_indexes(params, before, after),
            publisher_invocations=0 if code else sum(map(_is_journal, _writes(params))),
        )

    def _in_indexes(self, params: Mapping[str, Any], before: list[_Item], after: list[_Item]) -> int:
        return sum(
            index_units(_entry(old, keys), _entry(new, keys))
            for write, old, new in zip(_writes(params), before, after, strict=True)
            for keys in self._indexes(write["TableName"])
        )

    def _indexes(self, table: str) -> list[list[str]]:
        """The keys of each of a table's indexes."""
        if table not in self._known:
            described: Any = self.unwatched.describe_table(TableName=table)["Table"]
            indexes = described.get("GlobalSecondaryIndexes", [])
            assert all(index["Projection"]["ProjectionType"] == "KEYS_ONLY" for index in indexes)
            self._known[table] = [[key["AttributeName"] for key in index["KeySchema"]] for index in indexes]
        return self._known[table]

    def _stored(self, write: Mapping[str, Any]) -> _Item:
        found = self.unwatched.get_item(TableName=write["TableName"], Key=_key(write), ConsistentRead=True)
        return found.get("Item", {})


def _entry(item: _Item, keys: list[str]) -> _Item:
    """An item's entry in an index: none unless it has all of the index's keys."""
    return {name: item[name] for name in ("pk", "sk", *keys)} if set(keys) <= item.keys() else {}


def _is_transaction(model: Any) -> bool:
    return bool(model.name == "TransactWriteItems")


def _writes(params: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for action in params["TransactItems"]:
        yield from action.values()


def _key(write: Mapping[str, Any]) -> dict[str, Any]:
    whole = write.get("Key") or write["Item"]
    return {name: whole[name] for name in ("pk", "sk")}


def _is_journal(write: Mapping[str, Any]) -> bool:
    return str(_key(write)["pk"]["S"]).startswith("saga#")


def _get(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> Usage:
    size = size_of(parsed.get("Item", {}))
    return Usage(read_units=read_units(size, consistent=params.get("ConsistentRead", False)))


def _query(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> Usage:
    """A page is rounded up as a whole."""
    size = sum(map(size_of, parsed.get("Items", [])))
    return Usage(read_units=read_units(size, consistent=params.get("ConsistentRead", False)))


def _batch(params: Mapping[str, Any], parsed: Mapping[str, Any], table: str) -> Usage:
    """One table's part. A key without an item is billed as well; one that was left over is not."""
    asked, left = params["RequestItems"][table], parsed.get("UnprocessedKeys", {}).get(table, {"Keys": []})
    sizes = [size_of(item) for item in parsed["Responses"].get(table, [])]
    sizes += [0] * (len(asked["Keys"]) - len(left["Keys"]) - len(sizes))
    consistent = asked.get("ConsistentRead", False)
    return Usage(read_units=sum(read_units(size, consistent=consistent) for size in sizes))


def _chunks(params: Mapping[str, Any], parsed: Mapping[str, Any]) -> int:
    taken = zip(params["Entries"], parsed["Entries"], strict=True)
    return sum(
        ceil(size_of_entry(entry) / _EVENT_BYTES) for entry, result in taken if "ErrorCode" not in result
    )
