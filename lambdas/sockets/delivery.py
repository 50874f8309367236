"""The push function: a batch of its queue, one decided order a message; what was not pushed comes again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.shared import world as worlds
from lambdas.shared.errors import SagaError
from lambdas.shared.telemetry import count, logger_of
from lambdas.sockets.pushing import Pusher
from lambdas.sockets.sending import gateway, send

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

logger = logger_of("sockets")


@dataclass(frozen=True, kw_only=True)
class Decided:
    """An order was decided; the event's id is the same however often it comes."""

    event_id: str
    order_id: str


class NotDecided(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is not the event of a decided order."""


def push(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    return push_batch(event, pusher=Pusher(world=worlds.current(), send=partial(send, gateway())))


def push_batch(event: dict[str, Any], *, pusher: Pusher) -> Mapping[str, Any]:
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=lambda record: _push(record, pusher), processor=processor
    )


def decided_of(queued: str) -> Decided:
    """From the body of a queue message: an EventBridge event whose detail is a CloudEvent. Raises NotDecided."""
    try:
        event = json.loads(queued)["detail"]
        return Decided(event_id=event["id"], order_id=event["data"]["order_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise NotDecided(f"the queued event is not of a decided order: {error!r}") from error


def _push(record: SQSRecord, pusher: Pusher) -> None:
    try:
        decided = decided_of(record.body)
        with logger.append_context_keys(saga_id=decided.order_id, event_id=decided.event_id):
            _push_decided(decided, pusher, again=int(record.attributes.approximate_receive_count) > 1)
    except Exception as error:
        if isinstance(error, SagaError):
            logger.warning("not pushed", error=type(error).__name__, detail=str(error))
        else:
            logger.exception("not pushed")
        count("PushesFailed", service="sockets")
        raise


def _push_decided(decided: Decided, pusher: Pusher, *, again: bool) -> None:
    pushed = pusher.push(decided.order_id, event_id=decided.event_id, again=again)
    logger.info("pushed", reached=len(pushed.reached), gone=pushed.gone)
    if pushed.reached:
        count("OutcomesPushed", service="sockets", value=len(pushed.reached))
