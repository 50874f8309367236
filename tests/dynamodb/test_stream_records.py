"""What the outbox reads: the stream of Amazon's own engine."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.dynamodb.writes import ABSENT, add, prepare, put, transact
from tests.support.database import Database

ONE_MINUTE = 60


@pytest.fixture(autouse=True)
def _tables(database: Database) -> None:
    prepare(database)


def changes(database: Database, table: str) -> list[tuple[str, str]]:
    """(what happened, partition key) of each record."""
    return [
        (record["eventName"], record["dynamodb"]["Keys"]["pk"]["S"]) for record in database.records(table)
    ]


def numbers(records: list[dict[str, Any]]) -> list[int]:
    return [int(record["dynamodb"]["SequenceNumber"]) for record in records]


def test_each_item_of_a_transaction_has_one_record_in_the_stream_of_its_table(database: Database) -> None:
    transact(database, put("here", "a"), put("there", "b"), put("here", "c"))

    assert sorted(changes(database, "here")) == [("INSERT", "a"), ("INSERT", "c")]
    assert changes(database, "there") == [("INSERT", "b")]


def test_a_record_has_the_item_before_and_after(database: Database) -> None:
    transact(database, put("here", "a", value="before"))
    transact(database, put("here", "a", value="after"))

    first, second = (record["dynamodb"] for record in database.records("here"))

    assert "OldImage" not in first
    assert first["NewImage"]["value"] == {"S": "before"}
    assert second["OldImage"]["value"] == {"S": "before"}
    assert second["NewImage"]["value"] == {"S": "after"}


def test_records_of_an_item_come_in_the_order_of_their_transactions(database: Database) -> None:
    for turn in range(5):
        transact(database, put("here", "a", value=str(turn)), add("there", "n", 1))

    records = list(database.records("here"))

    assert [record["dynamodb"]["NewImage"]["value"]["S"] for record in records] == list("01234")
    assert numbers(records) == sorted(set(numbers(records)))


def test_a_cancelled_transaction_has_no_record(database: Database) -> None:
    transact(database, put("here", "a"))

    with pytest.raises(ClientError):
        transact(database, put("there", "b"), put("here", "a", condition=ABSENT))

    assert changes(database, "here") == [("INSERT", "a")]
    assert changes(database, "there") == []


def test_a_write_that_changes_nothing_has_no_record(database: Database) -> None:
    """As AWS documents it; moto has one. The outbox takes only what a change added, so either will do."""
    transact(database, put("here", "a", value="same"))
    transact(database, put("here", "a", value="same"))

    assert changes(database, "here") == [("INSERT", "a")]


def test_a_record_is_dated_by_the_minute_and_names_a_region_of_its_own(database: Database) -> None:
    """Neither is so on AWS: an event takes its time from the journal and its source from the participant."""
    transact(database, put("here", "a"))

    (record,) = database.records("here")

    assert record["dynamodb"]["ApproximateCreationDateTime"] % ONE_MINUTE == 0
    assert record["awsRegion"] == "ddblocal"
    assert record["eventSourceARN"].startswith("arn:aws:dynamodb:ddblocal:000000000000:table/here/stream/")
