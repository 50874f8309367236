"""What the store in memory tells of its writes, and that nobody can change what it holds but by writing."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.adapters.memory import INDEX, ITEM, KEY, OTHER, TABLE, Store, check, delete, n, put, s, update
from tests.simulation.memory.commits import stream_record
from tests.support.database import Database
from tests.support.worlds import create_table

WRITES = [
    [put(ITEM), put(OTHER)],
    [update("SET n = n + :v REMOVE s", {":v": n(1)}), check("attribute_exists(pk)", Key=OTHER)],
    [put(OTHER), delete(KEY | {"sk": s("none")})],
    [update("SET l[0] = :v, m.y = :v REMOVE l[2], m.x", {":v": n(9)})],
    [delete(KEY)],
]


def test_each_write_is_told_once_with_what_it_changed() -> None:
    store = Store(item=None)
    for actions in WRITES:
        store.write(*actions)

    counted = {**ITEM, "n": n(6)}
    del counted["s"]
    nested = {**counted, "l": {"L": [n(9), n(2)]}, "m": {"M": {"y": n(9)}}}
    assert [commit.number for commit in store.commits] == [1, 2, 3, 4, 5]
    assert [
        [(change.key, change.old, change.new) for change in commit.changes] for commit in store.commits
    ] == [
        [(KEY, None, ITEM), (OTHER, None, OTHER)],
        [(KEY, ITEM, counted)],
        [],
        [(KEY, counted, nested)],
        [(KEY, nested, None)],
    ]


def test_a_write_that_was_refused_is_not_told() -> None:
    store = Store()

    with pytest.raises(ClientError):
        store.write(put(OTHER), check("attribute_exists(q)"))
    store.write(put(OTHER))

    assert [commit.number for commit in store.commits] == [2]


def test_what_was_written_is_stored_when_it_is_told() -> None:
    store = Store()
    found: list[Any] = []
    store.client._on_commit = lambda _: found.append(store.item(OTHER))

    store.write(put(OTHER))

    assert found == [OTHER]


def test_a_stream_has_the_records_that_an_engine_writes(new_database: Callable[[], Database]) -> None:
    store = Store(item=None)
    with mock_aws():
        engine = new_database()
        create_table(engine.dynamodb, TABLE)
        for actions in WRITES:
            store.write(*actions)
            engine.dynamodb.transact_write_items(TransactItems=deepcopy(actions))  # type: ignore[arg-type]
        expected = [content_of(record) for record in engine.records(TABLE) if changed(record["dynamodb"])]

    changes = [change for commit in store.commits for change in commit.changes]
    assert sorted(
        (content_of(stream_record(change, sequence=at)) for at, change in enumerate(changes)), key=str
    ) == sorted(expected, key=str)


def changed(body: dict[str, Any]) -> bool:
    """moto has a record also of a write that changed nothing, AWS and DynamoDB Local have none."""
    return body.get("NewImage") != body.get("OldImage")


def content_of(record: dict[str, Any]) -> dict[str, Any]:
    """Without times, sizes and numbers; the order of a transaction's records is nobody's."""
    names = ("Keys", "NewImage", "OldImage", "StreamViewType")
    body = {name: record["dynamodb"][name] for name in names if name in record["dynamodb"]}
    return {"eventName": record["eventName"], "eventSource": record["eventSource"], "dynamodb": body}


def test_a_record_says_where_it_is_from_and_has_its_number_as_text() -> None:
    store = Store(item=None)
    store.write(put(OTHER))

    first, second = (stream_record(store.commits[0].changes[0], sequence=number) for number in (7, 8))

    assert first["dynamodb"]["SequenceNumber"] == "7"
    assert first["eventID"] != second["eventID"]
    assert f":table/{TABLE}/" in first["eventSourceARN"]


def test_nothing_that_was_given_or_taken_is_shared_with_the_store() -> None:
    store = Store(item=None)
    item = deepcopy(ITEM) | {"lane": s("a"), "since": s("1")}
    appended: dict[str, Any] = {"L": [{"M": {"deep": {"L": []}}}]}
    store.write(put(item))
    store.write(update("SET l = list_append(l, :v), o = :v", {":v": appended}))
    expected = deepcopy(store.item())
    failing = put(
        KEY, ConditionExpression="attribute_exists(q)", ReturnValuesOnConditionCheckFailure="ALL_OLD"
    )

    for handed in (
        item,
        appended,
        store.item(),
        store.everything()[0],
        store.client.scan(TableName=TABLE, IndexName=INDEX, Limit=1),
        store.client.batch_get_item(RequestItems={TABLE: {"Keys": [KEY]}}),
        store.reasons(failing)[0]["Item"],
        *(
            image
            for commit in store.commits
            for change in commit.changes
            for image in (change.old, change.new)
        ),
    ):
        spoil(handed)

    assert store.item() == expected


def spoil(value: Any) -> None:
    """Changes everything in it, from the inside out."""
    if isinstance(value, dict):
        for inner in value.values():
            spoil(inner)
        value["spoilt"] = s("spoilt")
    elif isinstance(value, list):
        for inner in value:
            spoil(inner)
        value.append(s("spoilt"))


def test_a_value_used_twice_is_two_values_for_who_reads_them() -> None:
    store = Store()
    store.write(update("SET o = :v, p = :v", {":v": {"L": []}}))

    read: Any = store.item()
    spoil(read["o"])

    assert read["p"] == {"L": []}
