"""Reads of the store in memory, as AWS documents them and Amazon's DynamoDB Local 3.1 answers."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.adapters.memory import INDEX, KEY, TABLE, Store, delete, n, put, s, update

SORTS = ["Z", "a", "b", "c", "d", "nope", "é"]


@pytest.fixture
def store() -> Store:
    store = Store(item=None)
    store.write(*(put({"pk": s("a"), "sk": s(sort), "extra": n(1)}) for sort in reversed(SORTS)))
    store.write(put({"pk": s("b"), "sk": s("a")}))
    return store


def query(store: Store, text: str = "pk = :p", values: dict[str, Any] | None = None, **how: Any) -> Any:
    return store.client.query(
        TableName=TABLE,
        KeyConditionExpression=text,
        ExpressionAttributeValues={":p": s("a")} | (values or {}),
        **how,
    )


def sorts(answer: Any) -> list[str]:
    assert answer["Count"] == answer["ScannedCount"] == len(answer["Items"])
    return [item["sk"]["S"] for item in answer["Items"]]


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        ("sk = :s", {":s": s("b")}, ["b"]),
        ("sk < :s", {":s": s("b")}, ["Z", "a"]),
        ("sk <= :s", {":s": s("b")}, ["Z", "a", "b"]),
        ("sk > :s", {":s": s("b")}, ["c", "d", "nope", "é"]),
        ("sk >= :s", {":s": s("b")}, ["b", "c", "d", "nope", "é"]),
        ("sk BETWEEN :s AND :t", {":s": s("b"), ":t": s("d")}, ["b", "c", "d"]),
        ("begins_with(sk, :s)", {":s": s("n")}, ["nope"]),
        ("(sk = :s)", {":s": s("q")}, []),
    ],
)
def test_a_query_finds_a_range_of_a_partition_in_order(
    store: Store, condition: str, values: dict[str, Any], expected: list[str]
) -> None:
    assert sorts(query(store, f"pk = :p AND {condition}", values)) == expected
    assert sorts(query(store, f"{condition} AND (pk = :p)", values)) == expected
    backwards = query(store, f"pk = :p AND {condition}", values, ScanIndexForward=False)
    assert sorts(backwards) == expected[::-1]


def test_a_page_ends_at_its_limit_and_names_its_last_key_even_when_nothing_comes_after(store: Store) -> None:
    three, seven, eight = (query(store, Limit=most) for most in (3, 7, 8))

    assert sorts(three) == ["Z", "a", "b"]
    assert three["LastEvaluatedKey"] == {"pk": s("a"), "sk": s("b")}
    assert seven["LastEvaluatedKey"] == {"pk": s("a"), "sk": s("é")}
    assert "LastEvaluatedKey" not in eight


def test_a_page_begins_behind_a_key_whether_or_not_that_is_still_there(store: Store) -> None:
    gone = {"pk": s("a"), "sk": s("bb")}

    assert sorts(query(store, ExclusiveStartKey=gone)) == ["c", "d", "nope", "é"]
    assert sorts(query(store, ExclusiveStartKey=gone, ScanIndexForward=False)) == ["b", "a", "Z"]
    assert sorts(query(store, ExclusiveStartKey={"pk": s("a"), "sk": s("é")})) == []


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"ExclusiveStartKey": {"pk": s("b"), "sk": s("a")}}, "does not match the range key predicate"),
        ({"ExclusiveStartKey": {"pk": s("a")}}, "The provided starting key is invalid"),
        ({"IndexName": "elsewhere"}, "does not have the specified index: elsewhere"),
        ({"IndexName": INDEX, "ConsistentRead": True}, "Consistent reads are not supported"),
        ({"text": "sk = :p"}, "missed key schema element: pk"),
        ({"text": "pk < :p"}, "Query key condition not supported"),
        ({"text": "pk = :p AND extra = :s", "values": {":s": s("b")}}, "missed key schema element: sk"),
        ({"text": "pk = :p AND sk = :s", "values": {":s": n(1)}}, "does not match schema type"),
        ({"text": "pk = :p AND sk < :s", "values": {":s": s("")}}, "an empty string value. Key: sk"),
        ({"values": {":s": s("b")}}, "unused in expressions: keys: {:s}"),
        ({"text": "pk = :p AND sk = :s"}, "not defined; attribute value: :s"),
        ({"text": "#p = :p"}, "not defined; attribute name: #p"),
        ({"ExpressionAttributeNames": {"#p": "pk"}}, "unused in expressions: keys: {#p}"),
        (
            {"text": "pk = :p AND sk BETWEEN :s AND :t", "values": {":s": s("d"), ":t": s("b")}},
            "upper bound to be greater",
        ),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(store: Store, how: dict[str, Any], problem: str) -> None:
    with pytest.raises(ClientError, match="ValidationException") as caught:
        query(store, **how)

    assert problem in str(caught.value)


def test_an_index_has_the_keys_of_the_items_that_have_both_of_its_own() -> None:
    store = Store(item=None)
    store.write(
        put({"pk": s("x"), "sk": s("1"), "lane": s("a"), "since": s("2"), "extra": n(1)}),
        put({"pk": s("y"), "sk": s("1"), "lane": s("a"), "since": s("1")}),
        put({"pk": s("z"), "sk": s("1"), "lane": s("a")}),
    )
    second = {"pk": s("x"), "sk": s("1"), "lane": s("a"), "since": s("2")}
    first = {"pk": s("y"), "sk": s("1"), "lane": s("a"), "since": s("1")}

    assert query(store, "lane = :p", IndexName=INDEX)["Items"] == [first, second]
    page = query(store, "lane = :p", IndexName=INDEX, Limit=1)
    assert (page["Items"], page["LastEvaluatedKey"]) == ([first], first)
    assert query(store, "lane = :p", IndexName=INDEX, ExclusiveStartKey=first)["Items"] == [second]
    assert store.client.scan(TableName=TABLE, IndexName=INDEX)["Count"] == 2


def test_an_item_enters_its_index_moves_in_it_and_leaves_it() -> None:
    store = Store()

    def lanes() -> list[str]:
        return [item["lane"]["S"] for item in store.client.scan(TableName=TABLE, IndexName=INDEX)["Items"]]

    store.write(update("SET lane = :a, since = :a", {":a": s("a")}))
    assert lanes() == ["a"]
    store.write(update("SET lane = :b", {":b": s("b")}))
    assert lanes() == ["b"]
    assert query(store, "lane = :p", IndexName=INDEX)["Items"] == []
    store.write(update("REMOVE since"))
    assert lanes() == []
    store.write(update("SET since = :a", {":a": s("a")}))
    store.write(delete(KEY))
    assert lanes() == []


def test_an_item_is_found_by_its_key_or_there_is_none(store: Store) -> None:
    assert store.item({"pk": s("b"), "sk": s("a")}) == {"pk": s("b"), "sk": s("a")}
    assert store.client.get_item(TableName=TABLE, Key={"pk": s("b"), "sk": s("b")}, ConsistentRead=True) == {}


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ({"pk": s(""), "sk": s("a")}, "an empty string value. Key: pk"),
        ({"pk": s("a")}, "The provided key element does not match the schema"),
        ({"pk": s("a"), "sk": n(1)}, "The provided key element does not match the schema"),
    ],
)
def test_a_key_of_another_shape_is_refused(store: Store, key: dict[str, Any], problem: str) -> None:
    with pytest.raises(ClientError, match="ValidationException") as one:
        store.client.get_item(TableName=TABLE, Key=key)
    with pytest.raises(ClientError, match="ValidationException") as several:
        store.client.batch_get_item(RequestItems={TABLE: {"Keys": [key]}})

    assert problem in str(one.value)
    assert problem in str(several.value)


def test_a_batch_has_the_items_there_are(store: Store) -> None:
    wanted = [{"pk": s("a"), "sk": s(sort)} for sort in ("b", "bb")]

    answer = store.client.batch_get_item(RequestItems={TABLE: {"Keys": wanted, "ConsistentRead": True}})

    assert answer == {"Responses": {TABLE: [{**wanted[0], "extra": n(1)}]}, "UnprocessedKeys": {}}


def test_a_batch_has_a_hundred_keys_at_most_and_each_of_them_once(store: Store) -> None:
    many = [{"pk": s("a"), "sk": s(str(number))} for number in range(101)]

    store.client.batch_get_item(RequestItems={TABLE: {"Keys": many[:100]}})
    with pytest.raises(ClientError, match="Too many items requested"):
        store.client.batch_get_item(RequestItems={TABLE: {"Keys": many}})
    with pytest.raises(ClientError, match="contains duplicates"):
        store.client.batch_get_item(RequestItems={TABLE: {"Keys": [many[0], many[0]]}})


def test_a_scan_has_all_items_page_by_page(store: Store) -> None:
    first = store.client.scan(TableName=TABLE, Limit=5)
    rest = store.client.scan(TableName=TABLE, ExclusiveStartKey=first["LastEvaluatedKey"])

    assert sorts(first) + sorts(rest) == [*SORTS, "a"]


@pytest.mark.parametrize(
    "read",
    [
        lambda client: client.get_item(TableName="nowhere", Key=KEY),
        lambda client: client.batch_get_item(RequestItems={"nowhere": {"Keys": [KEY]}}),
        lambda client: client.scan(TableName="nowhere"),
        lambda client: client.query(
            TableName="nowhere", KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": s("a")}
        ),
        lambda client: client.put_item(TableName="nowhere", Item=KEY),
    ],
)
def test_there_is_no_such_table(store: Store, read: Any) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        read(store.client)


def test_an_argument_that_this_store_does_not_know_is_not_ignored(store: Store) -> None:
    with pytest.raises(TypeError, match="FilterExpression"):
        store.client.scan(TableName=TABLE, FilterExpression="attribute_exists(pk)")
