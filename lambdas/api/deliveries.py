"""What an endpoint of a caller is told, and was: the log, a test, and telling again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.api.endpoint_request import ReplayRequest
from lambdas.api.links import Links
from lambdas.api.paging import Wanted
from lambdas.api.webhooks import Webhooks
from lambdas.endpoints import deliveries, replays
from lambdas.endpoints.body import body_of
from lambdas.endpoints.deliveries import Log
from lambdas.endpoints.delivery import DELIVERY_ID, Attempt, Delivery, Message
from lambdas.endpoints.endpoint import Endpoint
from lambdas.endpoints.replays import Replay
from lambdas.endpoints.times import text_of
from lambdas.shared.problem import Problem
from lambdas.shared.problems import ENDPOINT_DISABLED, NO_SUCH_DELIVERY

TEST = "endpoint.test"
"""The type of the webhook that a caller asks for."""


@dataclass(frozen=True, kw_only=True)
class Deliveries:
    """Of one endpoint of a caller. Everything here raises Transient, and Problem (404, 409)."""

    caller: str
    endpoint: Endpoint
    webhooks: Webhooks
    links: Links

    def page(self, wanted: Wanted) -> Log:
        return deliveries.log(
            self.webhooks.world,
            endpoint_id=self.endpoint.endpoint_id,
            most=wanted.limit,
            after=wanted.after,
        )

    def find(self, delivery_id: str) -> Delivery:
        """What is no id is not asked for: the store takes no key of any length."""
        found = None
        if re.fullmatch(DELIVERY_ID, delivery_id):
            found = deliveries.find(
                self.webhooks.world, endpoint_id=self.endpoint.endpoint_id, delivery_id=delivery_id
            )
        if found is None:
            raise _none(delivery_id)
        return found

    def attempts(self, delivery: Delivery) -> Sequence[Attempt]:
        """Oldest first."""
        return deliveries.attempts(
            self.webhooks.world, endpoint_id=delivery.endpoint_id, delivery_id=delivery.delivery_id
        )

    def test(self) -> Delivery:
        """A webhook that says nothing but that it came."""
        self._check_enabled()
        now = self.webhooks.world.clock()
        data = {"endpoint_id": self.endpoint.endpoint_id}
        message = Message(
            webhook_id=f"msg_{self.webhooks.fresh_digits()}",
            type=TEST,
            occurred_at=now,
            body=body_of(type_=TEST, timestamp=text_of(now), data=data),
        )
        delivery = deliveries.new_delivery(
            message, endpoint_id=self.endpoint.endpoint_id, caller=self.caller, now=now
        )
        deliveries.open_once(self.webhooks.world, delivery)
        self.webhooks.hint(delivery)
        return delivery

    def replay(self, delivery_id: str) -> Delivery:
        """The delivery as it is now: due at once."""
        self._check_enabled()
        delivery = self.find(delivery_id)
        if not deliveries.replay(self.webhooks.world, delivery, now=self.webhooks.world.clock()):
            raise _none(delivery_id)
        due = self.find(delivery_id)
        self.webhooks.hint(due)
        return due

    def replay_since(self, wanted: ReplayRequest) -> Replay:
        """The sweep begins with it within a minute."""
        self._check_enabled()
        return replays.request(
            self.webhooks.world,
            endpoint_id=self.endpoint.endpoint_id,
            since=wanted.since,
            only=wanted.only,
            now=self.webhooks.world.clock(),
        )

    def _check_enabled(self) -> None:
        if not self.endpoint.enabled:
            detail = f"{self.endpoint.endpoint_id} was disabled: {self.endpoint.disabled_reason}"
            there = self.links.endpoint(self.endpoint.endpoint_id)
            raise Problem(ENDPOINT_DISABLED, detail=detail, instance=there)


def _none(delivery_id: str) -> Problem:
    return Problem(NO_SUCH_DELIVERY, detail=f"there is no delivery {delivery_id[:64]}")
