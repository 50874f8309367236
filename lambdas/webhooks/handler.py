"""The webhook sender's function: a batch of its queue, one signed POST a message, each failure reported.

A message that failed stays in the queue and is postponed; delivered at least once, so a receiver dedupes on
`webhook-id`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.shared import clients
from lambdas.shared.callback import Target, target_of
from lambdas.shared.errors import SagaError
from lambdas.shared.telemetry import count, logger_of
from lambdas.webhooks import sender, signing
from lambdas.webhooks.message import Message, message_of
from lambdas.webhooks.redelivery import Redelivery
from lambdas.webhooks.resolve import addresses_of
from lambdas.webhooks.secret import CachedKey, fetch_secret

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

logger = logger_of("webhooks")


class Post(Protocol):
    """`sender.post`, or what stands in for it."""

    def __call__(
        self, target: Target, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes
    ) -> int: ...


def _now() -> datetime:
    return datetime.now(tz=UTC)


@dataclass(frozen=True, kw_only=True)
class Webhooks:
    """What sending takes. `local` allows a laptop's own addresses."""

    key: Callable[[], bytes]
    redelivery: Redelivery
    local: bool
    post: Post = sender.post
    resolve: Callable[..., tuple[str, ...]] = addresses_of
    clock: Callable[[], datetime] = _now

    def deliver(self, message: Message) -> int:
        """The receiver's status. Raises CallbackRefused or NotDelivered."""
        target = target_of(str(message.callback_url), local=self.local)
        addresses = self.resolve(target, local=self.local)
        signed = signing.headers(
            key=self.key(), message_id=message.id, attempted_at=self.clock(), body=message.body
        )
        fixed = {"content-type": "application/json", "user-agent": "saga-webhooks/1"}
        return self.post(target, addresses, headers={**fixed, **signed}, body=message.body)


def send(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    return send_batch(event, webhooks=_from_environment())


def send_batch(event: dict[str, Any], *, webhooks: Webhooks) -> Mapping[str, Any]:
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=lambda record: _send(record, webhooks), processor=processor
    )


def _send(record: SQSRecord, webhooks: Webhooks) -> None:
    with logger.append_context_keys(message_id=record.message_id):
        try:
            _send_message(message_of(record.body), webhooks)
        except Exception as error:
            if isinstance(error, SagaError):
                logger.warning("not delivered", error=type(error).__name__, detail=str(error))
            else:
                logger.exception("not delivered")
            count("WebhooksFailed", service="webhooks")
            webhooks.redelivery.postpone(record)
            raise


def _send_message(message: Message, webhooks: Webhooks) -> None:
    with logger.append_context_keys(saga_id=message.order_id, webhook_id=message.id):
        if message.callback_url is None:
            logger.info("no callback asked for")
            return
        status = webhooks.deliver(message)
        logger.info("delivered", status=status)
        count("WebhooksDelivered", service="webhooks")


@cache
def _key(arn: str) -> CachedKey:
    return CachedKey(lambda: fetch_secret(clients.client("secretsmanager"), arn))


def _from_environment() -> Webhooks:
    return Webhooks(
        key=_key(os.environ["WEBHOOK_SECRET_ARN"]),
        redelivery=Redelivery(sqs=clients.client("sqs"), logger=logger),
        local=os.environ.get("STAGE") == "local",
    )
