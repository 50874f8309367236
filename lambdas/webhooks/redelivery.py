"""When a message that was not delivered comes again: by the queue, after a visibility timeout that grows.

The waits are Standard Webhooks' own schedule, as far as a queue allows: 12 hours at most, counted from when the
message was received. How often it may come at all is the queue's `maxReceiveCount`; then it is set aside.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
    from mypy_boto3_sqs import SQSClient

_WAITS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600)
_JITTER = 0.2
_LONGEST = 11 * 3600


def wait_before_next(received: int, random: Random) -> int:
    """Seconds until the next attempt, when the message came for the `received`-th time, counted from 1.

    Up to a fifth longer by chance, so that what failed together does not come back together.
    """
    wait = _WAITS[min(max(received, 1), len(_WAITS)) - 1]
    return min(_LONGEST, wait + int(random.uniform(0, wait * _JITTER)))


@dataclass(frozen=True, kw_only=True)
class Redelivery:
    """Sets the visibility timeout of a message in the queue it came from."""

    sqs: SQSClient
    logger: Logger
    random: Random = field(default_factory=Random)

    def postpone(self, record: SQSRecord) -> None:
        """Where this fails, the message comes again after the queue's own visibility timeout."""
        wait = wait_before_next(int(record.attributes.approximate_receive_count), self.random)
        try:
            self.sqs.change_message_visibility(
                QueueUrl=self._queue_url(record.event_source_arn),
                ReceiptHandle=record.receipt_handle,
                VisibilityTimeout=wait,
            )
        except (BotoCoreError, ClientError):
            self.logger.exception("not postponed", wait_seconds=wait)
        else:
            self.logger.info("postponed", wait_seconds=wait)

    def _queue_url(self, arn: str) -> str:
        *_, account, name = arn.split(":")
        return self.sqs.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
