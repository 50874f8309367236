"""The outbox publisher: a batch of a participant's stream, filtered to its journal items, to EventBridge.

A record that fails is reported, and Lambda delivers again from it on. So nothing after it is tried in this
batch: it would go out twice, and before what came earlier.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.outbox.entries import entry_of, new_events
from lambdas.outbox.publisher import Outcome, Publisher
from lambdas.shared import clients
from lambdas.shared.telemetry import count, logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

logger = logger_of("outbox")


def publish(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": sequence number}]}`."""
    publisher = Publisher(
        events=clients.client("events"),
        queue=clients.client("sqs"),
        parking_queue_url=os.environ["PARKING_QUEUE_URL"],
    )
    return publish_batch(event, publisher=publisher, bus=os.environ["EVENT_BUS"])


def publish_batch(event: dict[str, Any], *, publisher: Publisher, bus: str) -> Mapping[str, Any]:
    # An all-failed batch is reported like any other: raising instead would only lose where to start again.
    processor = BatchProcessor(EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)
    handle = _until_one_fails(lambda record: _publish_record(record, publisher=publisher, bus=bus))
    return process_partial_response(event=event, record_handler=handle, processor=processor)


class NotTried(Exception):  # noqa: N818 - a fact, not an error
    """A record behind one that failed."""


def _until_one_fails(handle: Callable[[DynamoDBRecord], Outcome]) -> Callable[[DynamoDBRecord], Outcome]:
    failed = False

    def in_order(record: DynamoDBRecord) -> Outcome:
        nonlocal failed
        if failed:
            raise NotTried
        failed = True
        outcome = handle(record)
        failed = False
        return outcome

    return in_order


def _publish_record(record: DynamoDBRecord, *, publisher: Publisher, bus: str) -> Outcome:
    with logger.append_context_keys(**_saga_and_step(record.raw_event)):
        try:
            events = new_events(record.raw_event)
            outcome = publisher.publish(entry_of(event, bus=bus) for event in events)
        except Exception:
            logger.exception(
                "not published", sequence_number=record.raw_event["dynamodb"].get("SequenceNumber")
            )
            count("PublishFailed", service="outbox")
            raise
        if outcome.parked:
            logger.error("parked", parked=outcome.parked)
        logger.info("published", published=outcome.published, ids=[event["id"] for event in events])
    for name, value in (("EventsPublished", outcome.published), ("EventsParked", outcome.parked)):
        if value:
            count(name, value=value, service="outbox")
    return outcome


def _saga_and_step(record: Mapping[str, Any]) -> dict[str, str]:
    keys = record["dynamodb"]["Keys"]
    return {"saga_id": keys["pk"]["S"].removeprefix("saga#"), "step": keys["sk"]["S"]}
