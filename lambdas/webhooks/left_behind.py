"""What a sender that died left behind: an attempt of which nobody knows whether it reached the receiver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.endpoints.delivery import Attempt, Delivery, attempt_item
from lambdas.endpoints.registry import TABLE
from lambdas.shared.writes import Write, put, unexpected
from lambdas.webhooks.slots import LEASE

if TYPE_CHECKING:
    from lambdas.shared.world import World


def left_behind(world: World, delivery: Delivery) -> tuple[Write, ...]:
    """Its log, for whoever finds a delivery with a claim that has run out. Nothing where there is none."""
    if delivery.claimed_until is None:
        return ()
    attempt = Attempt(
        number=delivery.attempts,
        at=delivery.claimed_until - LEASE,
        duration_ms=None,
        status=None,
        error="the sender was cut off: it is not known whether this reached the receiver",
        answer="",
    )
    item = attempt_item(delivery, attempt)
    return (put(table=world.table(TABLE), item=item, refused=unexpected("the attempt was logged")),)
