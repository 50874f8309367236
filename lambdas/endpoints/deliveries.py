"""The deliveries of endpoints: opened once for a message, read as a log, and replayed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lambdas.endpoints.delivery import (
    GRACE,
    PREFIX,
    Attempt,
    Delivery,
    DeliveryStatus,
    Message,
    attempt_of,
    attempts_pk,
    delivery_id,
    delivery_of,
    expiry,
    item_of,
    key_of,
    waiting,
)
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.times import text_of
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.reads import read, read_page
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World

_MOST_ATTEMPTS = 100
"""Read of one delivery, the latest ones."""


@dataclass(frozen=True, kw_only=True)
class Log:
    """A page of an endpoint's deliveries, newest first. `last` is the id that the next page begins after."""

    deliveries: Sequence[Delivery]
    last: str | None


def new_delivery(message: Message, *, endpoint_id: str, caller: str, now: datetime) -> Delivery:
    return Delivery(
        endpoint_id=endpoint_id,
        delivery_id=delivery_id(message),
        caller=caller,
        message=message,
        status=DeliveryStatus.PENDING,
        created_at=now,
        due_at=now,
    )


def opening(world: World, delivery: Delivery) -> Write:
    """The write that opens a delivery, refused when there is one of the message."""
    item = item_of(delivery, look_at=delivery.due_at + GRACE)
    return put(table=world.table(TABLE), item=item, refused=unexpected("the delivery is there"))


def open_once(world: World, delivery: Delivery) -> bool:
    """Whether it is new. Raises Transient."""
    try:
        commit(world, (opening(world, delivery),))
    except ConditionFailed:
        return False
    return True


def find(world: World, *, endpoint_id: str, delivery_id: str) -> Delivery | None:
    """Raises Transient."""
    item = read(world, table=world.table(TABLE), key=key_of(endpoint_id, delivery_id))
    return delivery_of(item) if item else None


def log(world: World, *, endpoint_id: str, most: int, after: str | None = None) -> Log:
    """Raises Transient."""
    page = read_page(
        world,
        table=world.table(TABLE),
        condition="#pk = :pk AND begins_with(#sk, :prefix)",
        values={"pk": key_of(endpoint_id, "")["pk"], "prefix": PREFIX},
        most=most + 1,
        after=key_of(endpoint_id, after) if after else None,
        newest_first=True,
    )
    found = [delivery_of(item) for item in page.items[:most]]
    goes_on = len(page.items) > most or page.last is not None  # a page may also end at a megabyte
    return Log(deliveries=found, last=found[-1].delivery_id if goes_on else None)


def attempts(world: World, *, endpoint_id: str, delivery_id: str) -> Sequence[Attempt]:
    """Oldest first; of very many, the latest. Raises Transient."""
    page = read_page(
        world,
        table=world.table(TABLE),
        condition="#pk = :pk",
        values={"pk": attempts_pk(endpoint_id, delivery_id)},
        most=_MOST_ATTEMPTS,
        newest_first=True,
    )
    return [attempt_of(item) for item in reversed(page.items)]


def replay(world: World, delivery: Delivery, *, now: datetime) -> bool:
    """Due at once, with the whole schedule before it; False if it is gone. The attempt under way, if there is one,
    is still logged, and settles nothing. Raises Transient.
    """
    change = update(
        table=world.table(TABLE),
        key=key_of(delivery.endpoint_id, delivery.delivery_id),
        expression="SET #status = :pending, #due_at = :now, #tries = :none, #deferred = :none, "
        "#due_shard = :due_shard, #look_at = :look_at, #expires_at = :expires_at "
        "REMOVE #reason, #claim, #claimed_until",
        condition="attribute_exists(#pk)",
        values={
            "pending": DeliveryStatus.PENDING.value,
            "now": text_of(now),
            "none": 0,
            "expires_at": expiry(now),
            **waiting(delivery.delivery_id, look_at=now + GRACE),
        },
        refused=unexpected("the delivery is gone"),
    )
    try:
        commit(world, (change,))
    except ConditionFailed:
        return False
    return True
