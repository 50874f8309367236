"""The function that passes answers on: a batch of its queue, one event of an answer a message. What was not passed on
comes again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.approvals.telling import tell as tell_those_who_wait
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.answering import find
from lambdas.shared.errors import SagaError
from lambdas.shared.telemetry import count, logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.world import World

logger = logger_of("approvals")


class NoAnswer(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is not the event of an answer."""


def tell(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    return tell_batch(event, world=worlds.current(), states=clients.client("stepfunctions"))


def tell_batch(event: dict[str, Any], *, world: World, states: SFNClient) -> Mapping[str, Any]:
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=lambda record: _tell(record, world, states), processor=processor
    )


def order_of(queued: str) -> str:
    """From the body of a queue message: an EventBridge event whose detail is a CloudEvent. Raises NoAnswer."""
    try:
        return str(json.loads(queued)["detail"]["data"]["order_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnswer(f"the queued event is not of an answer: {error!r}") from error


def _tell(record: SQSRecord, world: World, states: SFNClient) -> None:
    try:
        order_id = order_of(record.body)
        with logger.append_context_keys(saga_id=order_id):
            found = find(world, order_id)
            told = tell_those_who_wait(found, states) if found else 0
            logger.info("told", waiting=told)
    except Exception as error:
        if isinstance(error, SagaError):
            logger.warning("not told", error=type(error).__name__, detail=str(error))
        else:
            logger.exception("not told")
        count("AnswersUntold", service="approvals")
        raise
    if told:
        count("AnswersTold", service="approvals", value=told)
