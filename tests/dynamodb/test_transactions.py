"""What a local transaction stands on, as Amazon's own engine keeps it."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.dynamodb.writes import ABSENT, add, item, prepare, put, reasons, transact
from tests.support.database import Database


@pytest.fixture(autouse=True)
def _tables(database: Database) -> None:
    prepare(database)


def test_every_refused_write_says_why_and_gives_the_item_it_found_in_the_order_of_the_writes(
    database: Database,
) -> None:
    transact(database, put("here", "a", value="first"), put("there", "b", value="second"))

    with pytest.raises(ClientError, match="TransactionCanceledException") as cancelled:
        transact(
            database,
            put("there", "b", condition=ABSENT),
            put("there", "c"),
            put("here", "a", condition=ABSENT),
            put("here", "d", condition="attribute_exists(pk)"),
        )

    assert reasons(cancelled.value) == [
        ("ConditionalCheckFailed", "second"),
        ("None", None),
        ("ConditionalCheckFailed", "first"),
        ("ConditionalCheckFailed", None),
    ]


def test_a_cancelled_transaction_leaves_nothing_behind_in_any_table(database: Database) -> None:
    transact(database, put("here", "a", value="first"))

    with pytest.raises(ClientError):
        transact(database, put("there", "b"), add("there", "n", 1), put("here", "a", condition=ABSENT))

    assert item(database, "there", "b") is None
    assert item(database, "there", "n") is None
    assert item(database, "here", "a") == {"value": {"S": "first"}}


def test_a_request_with_the_token_of_an_earlier_one_is_answered_and_not_done_again(
    database: Database,
) -> None:
    transact(database, add("here", "n", 1), token="same")
    transact(database, add("here", "n", 1), token="same")

    assert item(database, "here", "n") == {"counted": {"N": "1"}}


def test_another_request_under_a_token_that_was_used_is_refused(database: Database) -> None:
    transact(database, add("here", "n", 1), token="same")

    with pytest.raises(ClientError, match="IdempotentParameterMismatchException"):
        transact(database, add("here", "n", 2), token="same")

    assert item(database, "here", "n") == {"counted": {"N": "1"}}


def test_without_a_token_of_the_caller_the_same_request_is_done_twice(database: Database) -> None:
    """botocore makes one for each call: what keeps a step from happening twice is the journal alone."""
    transact(database, add("here", "n", 1))
    transact(database, add("here", "n", 1))

    assert item(database, "here", "n") == {"counted": {"N": "2"}}


def test_two_actions_on_one_item_are_refused(database: Database) -> None:
    with pytest.raises(ClientError, match=r"ValidationException.*multiple operations on one item"):
        transact(database, put("here", "a"), add("here", "a", 1))
