"""What became of orders, or of what a person was asked, on its way to whoever tells of it: from the bus, by a rule,
into a queue.

Every order is let through: who wants to hear of it is found out when the outcome is there, and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets

from cdk.queues import queue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_sqs as sqs
    from constructs import Construct

DECISIONS = ("OrderApproved", "OrderRejected")
FOLLOW_UPS = ("OrderCancelled", "OrderCancellationRejected", "OrderChanged", "OrderChangeRejected")

_ATTEMPTS = 5


def outcomes(  # noqa: PLR0913 - all by keyword
    scope: Construct,
    *,
    bus: events.IEventBus,
    types: Sequence[str],
    timeout: Duration,
    undelivered: sqs.Queue,
    sources: Sequence[str] = ("saga.orders",),
    detail: Mapping[str, object] | None = None,
) -> sqs.Queue:
    """A queue of these events of these services, for a function with this timeout. `detail` is what they have to be
    like besides; `undelivered` takes what was given up.
    """
    waiting = queue(scope, "Queue", timeout=timeout, attempts=_ATTEMPTS, dead_letters=undelivered)
    events.Rule(
        scope,
        "Decided",
        event_bus=bus,
        event_pattern=events.EventPattern(source=list(sources), detail_type=list(types), detail=detail),
        targets=[targets.SqsQueue(waiting, dead_letter_queue=undelivered)],
    )
    return waiting
