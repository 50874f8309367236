"""The sender's function: a hint from one of the two lanes, one signed POST if it is time for it.

Delivered at least once, so a receiver dedupes on `webhook-id`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.endpoints.lanes import Lane, Lanes, hint_of, lanes_from_environment
from lambdas.endpoints.secret import KeyService
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.errors import SagaError
from lambdas.shared.telemetry import count, logger_of
from lambdas.webhooks.attempting import Attempts
from lambdas.webhooks.delivering import Outcome, Sender
from lambdas.webhooks.keys import Keys

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

logger = logger_of("webhooks")

_COUNTED = {
    Outcome.DELIVERED: "WebhooksDelivered",
    Outcome.TRIED: "WebhooksTried",
    Outcome.FAILED: "WebhooksFailed",
    Outcome.PUT_OFF: "WebhooksPutOff",
}


def send(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    world, lanes = worlds.current(), lanes_from_environment(sqs=clients.client("sqs"), logger=logger)
    attempts = Attempts(world=world, local=os.environ.get("STAGE") == "local")
    keys = _keys(os.environ["WEBHOOKS_KEY"])
    return send_batch(event, sender=Sender(world=world, lanes=lanes, attempts=attempts, keys=keys))


def send_batch(event: dict[str, Any], *, sender: Sender) -> Mapping[str, Any]:
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=lambda record: _send(record, sender), processor=processor
    )


def _send(record: SQSRecord, sender: Sender) -> None:
    try:
        hint, lane = hint_of(record.body), _lane_of(record, sender.lanes)
        with logger.append_context_keys(endpoint_id=hint.endpoint_id, delivery_id=hint.delivery_id):
            outcome, settled = sender.follow(hint, lane=lane)
            logger.info("followed", outcome=outcome.value, lane=lane.value)
            if outcome in _COUNTED:
                count(_COUNTED[outcome], service="webhooks")
            if settled and settled.disabled:
                logger.warning("endpoint disabled", reason=settled.disabled)
                count("EndpointsDisabled", service="webhooks")
    except Exception as error:
        if isinstance(error, SagaError):
            logger.warning("not followed", error=type(error).__name__, detail=str(error))
        else:
            logger.exception("not followed")
        count("HintsFailed", service="webhooks")
        raise


def _lane_of(record: SQSRecord, lanes: Lanes) -> Lane:
    """By the queue's name, which its ARN and its URL both end with."""
    name = record.event_source_arn.rpartition(":")[2]
    patient = lanes.urls.get(Lane.PATIENT, "").rpartition("/")[2]
    return Lane.PATIENT if name == patient else Lane.PROMPT


@cache
def _keys(key_id: str) -> Keys:
    return Keys(service=KeyService(kms=clients.client("kms"), key_id=key_id))
