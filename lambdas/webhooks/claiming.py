"""Claiming a delivery, so that one sender attempts it at a time; and putting it off when its endpoint is not free.

A claim is a lease as well. What a sender that died left behind is logged by the next one: its attempt may have
reached the receiver or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.endpoints.delivery import (
    GRACE,
    Delivery,
    DeliveryStatus,
    key_of,
)
from lambdas.endpoints.lanes import LONGEST_DELAY
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.times import text_of
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.errors import SagaError
from lambdas.shared.writes import Write, unexpected, update
from lambdas.webhooks.left_behind import left_behind
from lambdas.webhooks.slots import LEASE, State, taking

if TYPE_CHECKING:
    from lambdas.shared.world import World

_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=2)
_UNCLAIMED = "(attribute_not_exists(#claimed_until) OR #claimed_until <= :now)"


class NotFree(SagaError):  # noqa: N818 - a fact for the sender
    """The endpoint has no slot left."""


class NotDue(SagaError):  # noqa: N818 - a fact for the sender
    """Another sender was quicker."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """`delivery` is as it is now: the attempt under way is the last that it counts."""

    delivery: Delivery
    token: str
    slot: int


def claim(world: World, delivery: Delivery, state: State, *, now: datetime) -> Claim:
    """Raises NotFree, NotDue, Transient."""
    token = f"{world.random.getrandbits(128):032x}"
    claimed = replace(
        delivery,
        attempts=delivery.attempts + 1,
        tries=delivery.tries + 1,
        claim=token,
        claimed_until=now + LEASE,
    )
    for slot in world.random.sample(state.free, len(state.free)):
        writes = (
            _claiming(world, delivery, claimed, now=now),
            taking(world, delivery.endpoint_id, slot, now=now),
            *left_behind(world, delivery),
        )
        try:
            commit(world, writes)
        except ConditionFailed as failed:
            if _is_own(failed, token):
                return Claim(delivery=claimed, token=token, slot=slot)
            if failed.index != 1:
                raise NotDue(f"{delivery.delivery_id} is claimed, or done") from failed
        else:
            return Claim(delivery=claimed, token=token, slot=slot)
    raise NotFree(f"all slots of {delivery.endpoint_id} are taken")


def put_off(world: World, delivery: Delivery, *, until: datetime | None, now: datetime) -> datetime | None:
    """When it is due now: later each time, unless it is told until when; None if another sender was quicker.

    Raises Transient.
    """
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(delivery.deferred, 16))
    spread = world.random.uniform(0, 0.5) * pause
    due_at: datetime = (until or now + pause) + spread
    change = update(
        table=world.table(TABLE),
        key=key_of(delivery.endpoint_id, delivery.delivery_id),
        expression="SET #due_at = :due_at, #look_at = :look_at, #deferred = :deferred",
        condition=f"#status = :pending AND #due_at = :before AND {_UNCLAIMED}",
        values={
            "due_at": text_of(due_at),
            "look_at": text_of(look_at(due_at, now=now)),
            "deferred": delivery.deferred + 1,
            "pending": DeliveryStatus.PENDING.value,
            "before": text_of(delivery.due_at),
            "now": text_of(now),
        },
        refused=unexpected("the delivery is not as it was"),
    )
    try:
        commit(world, (change,))
    except ConditionFailed:
        return None
    return due_at


def look_at(due_at: datetime, *, now: datetime) -> datetime:
    """When the sweep is to look: where a queue can hold the hint, only if that was lost."""
    return due_at if due_at - now > LONGEST_DELAY else due_at + GRACE


def _is_own(failed: ConditionFailed, token: str) -> bool:
    """The claim was made, and the store's answer to it was lost."""
    return failed.index == 0 and (failed.old or {}).get("claim") == token


def _claiming(world: World, before: Delivery, claimed: Delivery, *, now: datetime) -> Write:
    assert claimed.claimed_until is not None  # noqa: S101 - for the type checker: it was just set
    return update(
        table=world.table(TABLE),
        key=key_of(before.endpoint_id, before.delivery_id),
        expression="SET #claim = :claim, #claimed_until = :until, #look_at = :until, #attempts = :attempts, "
        "#tries = :tries",
        condition=f"#status = :pending AND #due_at <= :now AND #attempts = :before AND {_UNCLAIMED}",
        values={
            "claim": claimed.claim,
            "until": text_of(claimed.claimed_until),
            "attempts": claimed.attempts,
            "tries": claimed.tries,
            "before": before.attempts,
            "pending": DeliveryStatus.PENDING.value,
            "now": text_of(now),
        },
        refused=unexpected("the delivery is not to be attempted"),
    )
