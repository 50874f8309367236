"""Writes to the store in memory: all or nothing, with AWS's codes and reasons."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.adapters.memory import INDEX, ITEM, KEY, OTHER, TABLE, Store, check, delete, n, put, s, update
from tests.simulation.memory.failures import Unsupported

FAILS = {"ConditionExpression": "attribute_exists(q)"}
SHOWN = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
FAILED = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}


def test_all_actions_are_done_together() -> None:
    store = Store()

    store.write(
        update("SET n = n - :v", {":v": n(2)}, ConditionExpression="n >= :v"),
        put(OTHER, ConditionExpression="attribute_not_exists(pk)"),
    )

    assert store.everything() == [{**ITEM, "n": n(3)}, OTHER]


def test_every_reason_is_told_in_the_order_of_the_actions_and_the_item_where_it_is_asked_for() -> None:
    store = Store()
    store.write(put(OTHER))
    store.commits.clear()

    reasons = store.reasons(
        put(OTHER | {"sk": s("2")}),
        update("SET n = :v", {":v": n(1)}, **FAILS, **SHOWN),
        put(OTHER | {"sk": s("3")}, **FAILS, **SHOWN),
        delete(OTHER, **FAILS),
    )

    assert reasons == [{"Code": "None"}, {**FAILED, "Item": ITEM}, FAILED, FAILED]


def test_the_message_names_the_reasons() -> None:
    code, message = Store().refused(put(OTHER), check("attribute_exists(q)"))

    assert code == "TransactionCanceledException"
    assert message.endswith("specific reasons [None, ConditionalCheckFailed]")


REFUSED: list[tuple[list[dict[str, Any]], str]] = [
    ([check("attribute_exists(pk)"), update("SET n = :v", {":v": n(4)})], "multiple operations on one item"),
    ([check("attribute_exists(q)"), delete(KEY)], "multiple operations on one item"),
    ([put({"pk": s("p"), "sk": s(str(i))}) for i in range(101)], "length less than or equal to 100"),
    ([put({"pk": s(""), "sk": s("1")})], "cannot contain an empty string value. Key: pk"),
    ([delete({"pk": s("a"), "sk": s("")})], "cannot contain an empty string value. Key: sk"),
    ([put(OTHER | {"lane": s("")})], "cannot contain an empty string value. IndexName: waiting"),
    (
        [update("SET n = :v", {":v": n(4)}, ExpressionAttributeNames={"#q": "q"})],
        "in ExpressionAttributeNames unused in expressions: keys: {#q}",
    ),
    (
        [update("SET n = :v", {":x": n(1), ":v": n(4), ":w": n(4)})],
        "in ExpressionAttributeValues unused in expressions: keys: {:w, :x}",
    ),
    ([put(OTHER, ExpressionAttributeNames={})], "ExpressionAttributeNames must not be empty"),
    ([put(OTHER | {"a": n("x")})], "cannot be converted to a numeric value: x"),
    ([put(OTHER | {"a": n("1" * 39)})], "more than 38 significant digits"),
    ([put(OTHER | {"a": n("1e126")})], "Number overflow"),
    ([put(OTHER | {"a": n("1e-131")})], "Number underflow"),
    ([put(OTHER | {"a": {"NULL": False}})], "must have the value of true"),
    (
        [{**put(OTHER), **check("attribute_exists(pk)")}],
        "can only contain one of Check, Put, Update or Delete",
    ),
]


@pytest.mark.parametrize(("actions", "problem"), REFUSED)
def test_a_request_that_makes_no_sense_is_refused_whatever_is_stored(
    actions: list[dict[str, Any]], problem: str
) -> None:
    code, message = Store().refused(*actions)

    assert code == "ValidationException"
    assert problem in message


def test_a_hundred_actions_are_not_too_many() -> None:
    store = Store(item=None)

    store.write(*(put({"pk": s("p"), "sk": s(str(number))}) for number in range(100)))

    assert len(store.everything()) == 100


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        (put({"pk": n(4), "sk": s("1")}), "Type mismatch for key pk expected: S actual: N"),
        (put({"pk": s("a")}), "Missing the key sk in the item"),
        (delete({"pk": n(4), "sk": s("1")}), "The provided key element does not match the schema"),
        (delete({"pk": s("a")}), "The provided key element does not match the schema"),
        (delete(KEY | {"n": n(1)}), "The provided key element does not match the schema"),
        (put(OTHER | {"since": n(1)}), "Type mismatch for Index Key since Expected: S Actual: N"),
    ],
)
def test_a_key_of_another_shape_is_the_reason_of_a_cancellation(action: dict[str, Any], problem: str) -> None:
    reasons = Store().reasons(put(OTHER | {"sk": s("2")}), action)

    assert [reason["Code"] for reason in reasons] == ["None", "ValidationError"]
    assert problem in reasons[1]["Message"]


def test_there_is_no_such_table() -> None:
    store = Store()
    elsewhere = {"Put": {"TableName": "nowhere", "Item": OTHER}}

    assert store.refused(put(OTHER), elsewhere) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )


def test_a_token_that_came_before_with_the_same_request_writes_nothing_and_succeeds() -> None:
    store = Store()
    for _ in range(2):
        store.write(update("SET n = n + :v", {":v": n(1)}), token="t-1")

    store.write(update("SET n = n + :v", {":v": n(1)}), token="t-2")

    assert store.item() == {**ITEM, "n": n(7)}
    assert len(store.commits) == 2


def test_a_token_that_came_before_with_another_request_is_refused() -> None:
    store = Store()
    store.write(update("SET n = n + :v", {":v": n(1)}), token="t-1")

    with pytest.raises(ClientError, match="IdempotentParameterMismatchException"):
        store.write(update("SET n = n + :v", {":v": n(2)}), token="t-1")


def test_a_token_of_a_cancelled_transaction_may_come_again() -> None:
    store = Store()
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        store.write(put(OTHER, ConditionExpression="attribute_exists(pk)"), token="t-1")

    store.write(put(OTHER), token="t-1")

    assert store.item(OTHER) == OTHER


def test_a_put_of_its_own_is_refused_with_what_was_there() -> None:
    store = Store()

    with pytest.raises(ClientError) as caught:
        store.client.put_item(TableName=TABLE, Item=KEY, **FAILS, **SHOWN)

    response: Any = caught.value.response
    assert response["Error"] == {
        "Code": "ConditionalCheckFailedException",
        "Message": "The conditional request failed",
    }
    assert response["Item"] == ITEM
    assert store.item() == ITEM


def test_a_put_of_its_own_has_no_reasons_to_name_a_key_of_another_shape_in() -> None:
    with pytest.raises(ClientError, match=r"ValidationException.*Type mismatch for key sk"):
        Store().client.put_item(TableName=TABLE, Item={"pk": s("a"), "sk": n(1)})


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("007", "7"),
        ("1.50", "1.5"),
        ("1e3", "1000"),
        ("-0", "0"),
        ("+5", "5"),
        ("1E-5", "0.00001"),
        ("12.30e-4", "0.00123"),
        ("0.000", "0"),
        ("1e38", "1" + "0" * 38),
    ],
)
def test_a_number_is_kept_in_the_one_way_dynamodb_writes_it(written: str, stored: str) -> None:
    store = Store(item=None)

    store.write(put(KEY | {"a": n(written), "b": {"L": [{"M": {"c": n(written)}}]}}))

    assert store.item() == KEY | {"a": n(stored), "b": {"L": [{"M": {"c": n(stored)}}]}}


@pytest.mark.parametrize(
    "action",
    [
        put(OTHER | {"a": {"SS": ["x"]}}),
        put(OTHER | {"a": {"B": b"x"}}),
        put(OTHER, ReturnValues="ALL_OLD"),
        {"Get": {"TableName": TABLE, "Key": KEY}},
    ],
)
def test_what_this_store_does_not_know_it_does_not_pretend_to_do(action: dict[str, Any]) -> None:
    with pytest.raises(Unsupported):
        Store().write(action)


def test_an_index_is_named_as_in_the_table() -> None:
    with pytest.raises(ClientError, match="does not have the specified index: elsewhere"):
        Store().client.scan(TableName=TABLE, IndexName="elsewhere")

    assert Store().client.scan(TableName=TABLE, IndexName=INDEX)["Items"] == []
