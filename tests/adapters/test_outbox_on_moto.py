"""The publisher's function: a real table's stream, a real bus of moto, what a rule on it delivers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from lambdas.inventory import handler as inventory
from lambdas.inventory import store
from lambdas.outbox.handler import publish
from lambdas.shared import clients
from lambdas.shared.world import World
from tests.support.database import Database
from tests.support.worlds import REGION, journal_item, put_item

COMMAND = {"saga_id": "o-1", "step": "inventory.reserve", "input": {"items": [{"sku": "tea", "quantity": 3}]}}
UNDO = COMMAND | {"error": {"Error": "States.Timeout", "Cause": ""}}


@pytest.fixture
def tap(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bus with a queue that gets all of its events, and the function's environment. The queue's URL."""
    put_item(world, "inventory", store.stock_item(sku="tea", available=10))
    events, sqs = boto3.client("events", region_name=REGION), boto3.client("sqs", region_name=REGION)
    events.create_event_bus(Name="saga")
    events.put_rule(
        Name="tap", EventBusName="saga", EventPattern=json.dumps({"source": [{"prefix": "saga."}]})
    )
    queue = sqs.create_queue(QueueName="tap")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_targets(Rule="tap", EventBusName="saga", Targets=[{"Id": "tap", "Arn": arn}])
    monkeypatch.setenv("EVENT_BUS", "saga")
    monkeypatch.setenv("PARKING_QUEUE_URL", sqs.create_queue(QueueName="parking")["QueueUrl"])
    clients.client.cache_clear()
    yield queue
    clients.client.cache_clear()


def stream(database: Database) -> list[dict[str, Any]]:
    """The journal's records in the stream of the inventory table, as Lambda hands them over."""
    records = database.records("inventory")
    return [record for record in records if record["dynamodb"]["Keys"]["pk"]["S"].startswith("saga#")]


def delivered(tap: str) -> list[dict[str, Any]]:
    messages = boto3.client("sqs", region_name=REGION).receive_message(QueueUrl=tap, MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in messages.get("Messages", [])]


def test_what_a_step_and_its_compensation_said_happened_is_on_the_bus_once_each(
    tap: str, world: World, database: Database
) -> None:
    inventory.reserve(COMMAND, None)
    inventory.release(UNDO, None)

    answer = publish({"Records": stream(database)}, None)

    assert answer == {"batchItemFailures": []}
    journal = journal_item(world, "o-1", "inventory.reserve")
    assert journal is not None
    events = delivered(tap)
    assert [event["detail"] for event in events] == journal["events"]
    assert [event["detail-type"] for event in events] == ["StockReserved", "StockReleased"]
    assert {event["source"] for event in events} == {"saga.inventory"}


def test_a_batch_delivered_twice_publishes_the_same_ids_again(tap: str, database: Database) -> None:
    inventory.reserve(COMMAND, None)
    records = stream(database)

    publish({"Records": records}, None)
    publish({"Records": records}, None)

    ids = [event["detail"]["id"] for event in delivered(tap)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_bus_that_is_not_there_fails_the_record_for_lambda_to_deliver_again(
    tap: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory.reserve(COMMAND, None)
    records = stream(database)
    monkeypatch.setenv("EVENT_BUS", "gone")

    answer = publish({"Records": records}, None)

    number = records[0]["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": number}]}
    assert delivered(tap) == []
