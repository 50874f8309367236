"""Answers on their way to executions that wait for them: a batch of a queue, the event of one order a message.

What was not passed on comes again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.shared.errors import SagaError
from lambdas.shared.telemetry import count, logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord


class NoAnswer(SagaError):  # noqa: N818 - named as the other outcomes are
    """What was queued is not the event of an answer."""


def pass_on(event: dict[str, Any], *, service: str, tell: Callable[[str], int]) -> Mapping[str, Any]:
    """`tell` is given an order's id, and answers how many tokens were waited for.

    Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`.
    """
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=lambda record: _tell(record, service, tell), processor=processor
    )


def order_of(queued: str) -> str:
    """From the body of a queue message: an EventBridge event whose detail is a CloudEvent. Raises NoAnswer."""
    try:
        return str(json.loads(queued)["detail"]["data"]["order_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnswer(f"the queued event is not of an answer: {error!r}") from error


def _tell(record: SQSRecord, service: str, tell: Callable[[str], int]) -> None:
    logger = logger_of(service)
    try:
        order_id = order_of(record.body)
        with logger.append_context_keys(saga_id=order_id):
            told = tell(order_id)
            logger.info("told", waiting=told)
    except Exception as error:
        if isinstance(error, SagaError):
            logger.warning("not told", error=type(error).__name__, detail=str(error))
        else:
            logger.exception("not told")
        count("AnswersUntold", service=service)
        raise
    if told:
        count("AnswersTold", service=service, value=told)
