"""The webhooks' functions beside the sagas on virtual time, with queues that hold back what is to wait.

What is sent is sent for real, to a receiver on the loopback.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any, cast

from lambdas.endpoints.lanes import Lanes
from lambdas.shared.telemetry import logger_of
from lambdas.webhooks.attempting import Attempts
from lambdas.webhooks.delivering import Sender
from lambdas.webhooks.dispatching import Dispatcher, dispatch_batch
from lambdas.webhooks.keys import Keys
from lambdas.webhooks.message import TYPES
from lambdas.webhooks.sending import send_batch
from lambdas.webhooks.sweeping import Sweep, Swept
from tests.simulation.cloud import Cloud
from tests.simulation.hub import Raised, Returned
from tests.support.mailbox import record
from tests.unit.endpoints.fakes import QUEUES, key_service

_DECIDED = "decided"


class Telling:
    """Nothing may fail here: what a function reports as failed fails the test."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._numbers = count()
        self._dispatched = 0
        self.lanes = Lanes(
            sqs=cast("Any", self),
            urls=QUEUES,
            logger=logger_of("webhooks"),
        )
        self.keys = key_service()
        self._dispatcher = Dispatcher(world=cloud.world, lanes=self.lanes)
        # Who verifies a delivery looks at a real clock.
        really = replace(cloud.world, clock=lambda: datetime.now(tz=UTC))
        self._sender = Sender(
            world=cloud.world,
            lanes=self.lanes,
            attempts=Attempts(world=really, local=True),
            keys=Keys(service=self.keys),
        )

    def send_message_batch(self, *, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        """The queues', as far as the lanes use them."""
        for entry in Entries:
            event = self._event(entry["MessageBody"], queue=QueueUrl.rpartition("/")[2])
            self._cloud.scheduler.after(entry["DelaySeconds"], partial(self._send, event))
        return {"Successful": [{"Id": entry["Id"]} for entry in Entries]}

    def run(self) -> None:
        """Until every decided order is told, as far as queues alone lead."""
        with self._cloud.at_work() as scheduler:
            scheduler.run()
            while fresh := self._cloud.bus.delivered[self._dispatched :]:
                self._dispatched += len(fresh)
                for event in fresh:
                    if event["type"] in TYPES:
                        self._dispatch(event)
                scheduler.run()

    def sweep(self) -> Swept:
        return Sweep(world=self._cloud.world, lanes=self.lanes).run()

    def _dispatch(self, event: Mapping[str, Any]) -> None:
        queued = self._event(json.dumps({"detail": event}), queue=_DECIDED)
        self._start(lambda: dispatch_batch(queued, dispatcher=self._dispatcher))

    def _send(self, event: dict[str, Any]) -> None:
        self._start(lambda: send_batch(event, sender=self._sender))

    def _event(self, body: str, *, queue: str) -> dict[str, Any]:
        message = {
            "MessageId": f"m-{next(self._numbers)}",
            "ReceiptHandle": "r",
            "Body": body,
            "Attributes": {},
        }
        return {"Records": [record(message, queue)]}

    def _start(self, body: Callable[[], Mapping[str, Any]]) -> None:
        self._cloud.hub.start(body, then=_handled)


def _handled(ended: Returned | Raised) -> None:
    if isinstance(ended, Raised):
        raise ended.error
    assert ended.value == {"batchItemFailures": []}
