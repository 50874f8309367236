"""What the sender does with a hint: nothing, unless the delivery is due and its endpoint has a slot for it.

Every way out leaves the delivery either done, or with a time at which it is looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lambdas.endpoints import deliveries
from lambdas.endpoints.delivery import Delivery
from lambdas.endpoints.endpoint import Endpoint
from lambdas.endpoints.lanes import LONGEST_DELAY, Hint, Lane, Lanes
from lambdas.endpoints.registry import Registered, registered
from lambdas.endpoints.schedule import TRIES
from lambdas.webhooks.attempting import Attempts
from lambdas.webhooks.claiming import NotDue, NotFree, claim, put_off
from lambdas.webhooks.giving_up import give_up
from lambdas.webhooks.settling import Settled, settle
from lambdas.webhooks.slots import State, state_of

if TYPE_CHECKING:
    from lambdas.shared.world import World


class Outcome(StrEnum):
    """Of a hint."""

    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    TRIED = "TRIED"
    DROPPED = "DROPPED"
    PASSED_ON = "PASSED_ON"
    PUT_OFF = "PUT_OFF"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """`keys` opens an endpoint's good secrets, the latest first."""

    world: World
    lanes: Lanes
    attempts: Attempts
    keys: Callable[[Endpoint, datetime], list[bytes]]

    def follow(self, hint: Hint, *, lane: Lane) -> tuple[Outcome, Settled | None]:
        """Raises Transient; then the hint comes again, or the sweep sends another."""
        now = self.world.clock()
        delivery = deliveries.find(self.world, endpoint_id=hint.endpoint_id, delivery_id=hint.delivery_id)
        if delivery is None or not delivery.is_due(now):
            self._come_back(hint, delivery, lane, now=now)
            return Outcome.DROPPED, None
        before = registered(self.world, delivery.caller)
        endpoint = before.find(delivery.endpoint_id)
        if endpoint is None or not endpoint.enabled:
            why = "the endpoint is disabled" if endpoint else "the endpoint was deleted"
            give_up(self.world, delivery, reason=why)
            return Outcome.FAILED, None
        if delivery.tries >= TRIES:
            give_up(self.world, delivery, reason=f"the sender was cut off at the last of {TRIES} tries")
            return Outcome.FAILED, None
        state = state_of(self.world, delivery.endpoint_id, now=now)
        if state.health.ailing and lane is Lane.PROMPT:
            self.lanes.send([hint], lane=Lane.PATIENT)
            return Outcome.PASSED_ON, None
        not_before = state.health.not_before
        if not_before and now < not_before:
            return self._put_off(hint, delivery, lane, until=not_before, now=now)
        return self._attempt(hint, delivery, endpoint, before, state, lane=lane, now=now)

    def _attempt(  # noqa: PLR0913 - what is known by now
        self,
        hint: Hint,
        delivery: Delivery,
        endpoint: Endpoint,
        before: Registered,
        state: State,
        *,
        lane: Lane,
        now: datetime,
    ) -> tuple[Outcome, Settled | None]:
        keys = self.keys(endpoint, now)
        try:
            claimed = claim(self.world, delivery, state, now=now)
        except NotFree:
            return self._put_off(hint, delivery, lane, until=None, now=now)
        except NotDue:
            return Outcome.DROPPED, None
        result = self.attempts.make(claimed.delivery, url=endpoint.url, keys=keys)
        settled = settle(self.world, claimed, result, before=before, health=state.health)
        self.lanes.send(settled.hints, lane=Lane.PROMPT)
        if settled.due_at:
            self._hint_in_time(hint, settled.due_at, Lane.PATIENT, now=self.world.clock())
            return Outcome.TRIED, settled
        return (Outcome.DELIVERED if result.delivered else Outcome.FAILED), settled

    def _put_off(
        self, hint: Hint, delivery: Delivery, lane: Lane, *, until: datetime | None, now: datetime
    ) -> tuple[Outcome, Settled | None]:
        due_at = put_off(self.world, delivery, until=until, now=now)
        if due_at:
            self._hint_in_time(hint, due_at, lane, now=now)
        return Outcome.PUT_OFF, None

    def _come_back(self, hint: Hint, delivery: Delivery | None, lane: Lane, *, now: datetime) -> None:
        """A hint that was early by the difference of two clocks is sent again; every other one has a successor."""
        if delivery and delivery.pending and timedelta() < delivery.due_at - now <= _EARLY:
            self._hint_in_time(hint, delivery.due_at, lane, now=now)

    def _hint_in_time(self, hint: Hint, due_at: datetime, lane: Lane, *, now: datetime) -> None:
        """Beyond what a queue can hold, the sweep sends the hint."""
        if due_at - now <= LONGEST_DELAY:
            self.lanes.send([hint], lane=lane, delay=due_at - now)


_EARLY = timedelta(seconds=2)
