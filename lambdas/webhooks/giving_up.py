"""Ending a delivery without another attempt: its endpoint is disabled or gone, or all tries were used up by
senders that died. It can be replayed later.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from lambdas.endpoints.delivery import Delivery, DeliveryStatus, key_of
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.times import text_of
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.writes import unexpected, update
from lambdas.webhooks.left_behind import left_behind

if TYPE_CHECKING:
    from lambdas.shared.world import World


def give_up(world: World, delivery: Delivery, *, reason: str) -> None:
    """Unless it was changed since it was read. Raises Transient."""
    change = update(
        table=world.table(TABLE),
        key=key_of(delivery.endpoint_id, delivery.delivery_id),
        expression="SET #status = :failed, #reason = :reason "
        "REMOVE #due_shard, #look_at, #claim, #claimed_until",
        condition="#status = :pending AND #due_at = :due_at AND #attempts = :attempts",
        values={
            "failed": DeliveryStatus.FAILED.value,
            "reason": reason,
            "pending": DeliveryStatus.PENDING.value,
            "due_at": text_of(delivery.due_at),
            "attempts": delivery.attempts,
        },
        refused=unexpected("the delivery is not as it was"),
    )
    with suppress(ConditionFailed):
        commit(world, (change, *left_behind(world, delivery)))
