"""What the meter counts, on moto's tables, for requests whose units are reckoned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from lambdas.shared.items import to_attributes
from lambdas.shared.world import World
from tests.perf.meter import Meter
from tests.perf.usage import Usage
from tests.support.worlds import REGION, put_item

KB = 1024


@contextmanager
def metered(world: World) -> Iterator[list[Usage]]:
    events, unwatched = (
        boto3.client("events", region_name=REGION),
        boto3.client("dynamodb", region_name=REGION),
    )
    with Meter(world.dynamodb, events, unwatched).running() as used:
        yield used


def key(name: str) -> dict[str, Any]:
    return to_attributes({"pk": name, "sk": "x"})


def put(name: str, *, size: int = 0) -> Any:
    item = {"pk": name, "sk": "x", "text": "a" * size}
    return {
        "Put": {
            "TableName": "orders",
            "Item": to_attributes(item),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }


def shorten(name: str) -> Any:
    values = to_attributes({":text": "short"})
    return {
        "Update": {
            "TableName": "orders",
            "Key": key(name),
            "UpdateExpression": "SET #text = :text",
            "ExpressionAttributeNames": {"#text": "text"},
            "ExpressionAttributeValues": values,
        }
    }


def test_a_transaction_costs_two_units_for_each_kilobyte_of_each_item(world: World) -> None:
    with metered(world) as used:
        world.dynamodb.transact_write_items(TransactItems=[put("small"), put("large", size=2 * KB)])

    assert used == [Usage(write_units=2 + 2 * 3)]


def test_an_update_costs_what_the_larger_of_the_item_before_and_after_costs(world: World) -> None:
    put_item(world, "orders", {"pk": "a", "sk": "x", "text": "a" * 3 * KB})

    with metered(world) as used:
        world.dynamodb.transact_write_items(TransactItems=[shorten("a")])

    assert used == [Usage(write_units=2 * 4)]


def test_a_cancelled_transaction_is_billed_and_changes_no_journal(world: World) -> None:
    put_item(world, "orders", {"pk": "saga#o-1", "sk": "x"})

    with metered(world) as used, pytest.raises(ClientError, match="ConditionalCheckFailed"):
        world.dynamodb.transact_write_items(TransactItems=[put("saga#o-1"), put("order#o-1")])

    assert used == [Usage(write_units=4)]


def test_each_change_of_a_journal_item_may_call_the_publisher(world: World) -> None:
    with metered(world) as used:
        world.dynamodb.transact_write_items(TransactItems=[put("saga#o-1"), put("order#o-1")])

    assert used == [Usage(write_units=4, publisher_invocations=1)]


def pending(**changes: str) -> dict[str, Any]:
    return to_attributes({"pk": "a", "sk": "x", "pending_shard": "0", "pending_since": "2026"} | changes)


def test_an_item_with_an_index_s_keys_costs_a_unit_more_to_put(world: World) -> None:
    with metered(world) as used:
        world.dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": "orders", "Item": pending()}}, put("without")]
        )

    assert used == [Usage(write_units=2 + 1 + 2)]


def test_an_item_costs_a_unit_more_when_it_leaves_an_index_and_none_while_it_stays(world: World) -> None:
    world.dynamodb.put_item(TableName="orders", Item=pending())
    leaves: Any = {
        "Update": {
            "TableName": "orders",
            "Key": key("a"),
            "UpdateExpression": "REMOVE pending_shard, pending_since",
        }
    }

    with metered(world) as used:
        world.dynamodb.transact_write_items(TransactItems=[shorten("a")])
        world.dynamodb.transact_write_items(TransactItems=[leaves])
        world.dynamodb.transact_write_items(TransactItems=[shorten("a")])

    assert used == [Usage(write_units=2), Usage(write_units=2 + 1), Usage(write_units=2)]


def test_an_item_whose_place_in_an_index_changes_costs_two_units_more(world: World) -> None:
    world.dynamodb.put_item(TableName="orders", Item=pending())

    with metered(world) as used:
        world.dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": "orders", "Item": pending(pending_since="2027")}}]
        )

    assert used == [Usage(write_units=2 + 2)]


def test_a_cancelled_transaction_costs_nothing_in_an_index(world: World) -> None:
    put_item(world, "orders", {"pk": "a", "sk": "x"})
    twice: Any = {
        "Put": {
            "TableName": "orders",
            "Item": pending(),
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }

    with metered(world) as used, pytest.raises(ClientError, match="ConditionalCheckFailed"):
        world.dynamodb.transact_write_items(TransactItems=[twice])

    assert used == [Usage(write_units=2)]


@pytest.mark.parametrize(("consistent", "units"), [(True, 2), (False, 1)])
def test_a_read_costs_a_unit_for_four_kilobytes_or_half_of_it(
    world: World, consistent: bool, units: float
) -> None:
    put_item(world, "orders", {"pk": "a", "sk": "x", "text": "a" * 4 * KB})

    with metered(world) as used:
        world.dynamodb.get_item(TableName="orders", Key=key("a"), ConsistentRead=consistent)

    assert used == [Usage(read_units=units)]


def test_an_item_that_is_not_there_costs_a_unit_by_itself_or_in_a_batch(world: World) -> None:
    put_item(world, "orders", {"pk": "a", "sk": "x", "text": "a" * 5 * KB})
    wanted: Any = {"orders": {"Keys": [key("a"), key("absent")], "ConsistentRead": True}}

    with metered(world) as used:
        world.dynamodb.get_item(TableName="orders", Key=key("absent"), ConsistentRead=True)
        world.dynamodb.batch_get_item(RequestItems=wanted)

    assert used == [Usage(read_units=1), Usage(read_units=2 + 1)]


def test_an_operation_without_a_rule_is_not_passed_over(world: World) -> None:
    with pytest.raises(LookupError, match="no rule for Scan"), metered(world):
        world.dynamodb.scan(TableName="orders")


def test_nothing_is_counted_before_or_afterwards(world: World) -> None:
    with metered(world) as used:
        pass
    world.dynamodb.get_item(TableName="orders", Key=key("a"))

    assert used == []
