"""The way from a decided order to its caller's sockets: rule, queue, pusher; what stays unpushed is kept.

Every decided order is let through: who listens is known when the outcome is there, and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from cdk.queues import last_stop, queue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdk.functions import Functions

_TIMEOUT = Duration.seconds(15)
_VISIBILITY = Duration.seconds(6 * 15)
"""Six times the function's timeout, as AWS advises; and how long those wait who could not be reached."""

_ATTEMPTS = 5
_PUSHERS_AT_ONCE = 10


class Pushing(Construct):
    """`undelivered` holds what was given up."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        bus: events.IEventBus,
        functions: Functions,
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.undelivered = last_stop(
            self, "Undelivered", reason="Holds outcomes that could not be pushed until a person reads them."
        )
        waiting = queue(
            self, "Queue", visibility=_VISIBILITY, attempts=_ATTEMPTS, dead_letters=self.undelivered
        )
        events.Rule(
            self,
            "Decided",
            event_bus=bus,
            event_pattern=events.EventPattern(
                source=["saga.orders"], detail_type=["OrderApproved", "OrderRejected"]
            ),
            targets=[targets.SqsQueue(waiting, dead_letter_queue=self.undelivered)],
        )
        self.function = functions.make(
            self,
            "Pusher",
            handler="lambdas.sockets.delivery.push",
            packages=("sockets",),
            timeout=_TIMEOUT,
            environment=environment,
        )
        self.function.add_event_source(
            sources.SqsEventSource(
                waiting, batch_size=1, max_concurrency=_PUSHERS_AT_ONCE, report_batch_item_failures=True
            )
        )
