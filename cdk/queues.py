"""Queues, all alike: encrypted, TLS only, and kept for as long as SQS can keep a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs

from cdk.acknowledge import acknowledge

if TYPE_CHECKING:
    from constructs import Construct

_RETENTION = Duration.days(14)


def queue(
    scope: Construct, id_: str, *, visibility: Duration, attempts: int, dead_letters: sqs.Queue
) -> sqs.Queue:
    """A message that was received `attempts` times and never deleted goes to `dead_letters`."""
    redrive = sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=attempts)
    return sqs.Queue(
        scope,
        id_,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=_RETENTION,
        visibility_timeout=visibility,
        dead_letter_queue=redrive,
    )


def last_stop(scope: Construct, id_: str, *, reason: str) -> sqs.Queue:
    """A queue with no queue behind it. `reason` says who takes the messages out."""
    stop = sqs.Queue(
        scope, id_, encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True, retention_period=_RETENTION
    )
    acknowledge(stop, "SQS3", reason=reason)
    return stop
