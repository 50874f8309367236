"""The way from a decided order to its caller's sockets: queue, pusher; what stays unpushed is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from cdk.outcomes import DECISIONS, outcomes
from cdk.queues import feed, last_stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_events as events

    from cdk.functions import Functions

_TIMEOUT = Duration.seconds(15)
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
        waiting = outcomes(self, bus=bus, types=DECISIONS, timeout=_TIMEOUT, undelivered=self.undelivered)
        self.function = functions.make(
            self,
            "Pusher",
            handler="lambdas.sockets.delivery.push",
            packages=("sockets",),
            timeout=_TIMEOUT,
            environment=environment,
        )
        feed(self.function, waiting, at_once=_PUSHERS_AT_ONCE)
