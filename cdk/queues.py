"""Queues, all alike: encrypted, TLS only, and kept for as long as SQS can keep a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs

from cdk.acknowledge import acknowledge

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

_RETENTION = Duration.days(14)
_VISIBILITY = 6
"""Times the function's timeout, as AWS advises: a throttled function shall not meet its own message."""


def queue(
    scope: Construct, id_: str, *, timeout: Duration, attempts: int, dead_letters: sqs.Queue
) -> sqs.Queue:
    """For a function with this timeout. A message that was received `attempts` times and never deleted goes to
    `dead_letters`; a message that failed comes again after six times the timeout.
    """
    redrive = sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=attempts)
    return sqs.Queue(
        scope,
        id_,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=_RETENTION,
        visibility_timeout=Duration.seconds(_VISIBILITY * timeout.to_seconds()),
        dead_letter_queue=redrive,
    )


def feed(function: lambda_.Function, waiting: sqs.Queue, *, at_once: int) -> None:
    """The function gets each message by itself, at most `at_once` of the queue at the same time."""
    function.add_event_source(
        sources.SqsEventSource(
            waiting, batch_size=1, max_concurrency=at_once, report_batch_item_failures=True
        )
    )


def last_stop(scope: Construct, id_: str, *, reason: str) -> sqs.Queue:
    """A queue with no queue behind it. `reason` says who takes the messages out."""
    stop = sqs.Queue(
        scope, id_, encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=True, retention_period=_RETENTION
    )
    acknowledge(stop, "SQS3", reason=reason)
    return stop
