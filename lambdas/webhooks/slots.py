"""The bulkhead: an endpoint has a few slots, and each attempt at it takes one, so that no receiver can hold more
senders than that. A slot is a lease: who took it and died loses it soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.endpoints.delivery import expiry
from lambdas.endpoints.health import HEALTH, STATE_PREFIX, Health, health_of
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.times import moment_of, text_of
from lambdas.shared.reads import read_page
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World

SLOTS = 4
LEASE = timedelta(seconds=60)
"""Twice as long as the sender's function may run: who holds a lease after it is over does nothing any more."""

_SLOT = f"{STATE_PREFIX}slot#"


@dataclass(frozen=True, kw_only=True)
class State:
    """Of an endpoint: its health, and the slots that are free."""

    health: Health
    free: Sequence[int]


def state_of(world: World, endpoint_id: str, *, now: datetime) -> State:
    """One read. Raises Transient."""
    page = read_page(
        world,
        table=world.table(TABLE),
        condition="#pk = :pk AND begins_with(#sk, :prefix)",
        values={"pk": f"endpoint#{endpoint_id}", "prefix": STATE_PREFIX},
        most=SLOTS + 1,
    )
    items = {item["sk"]: item for item in page.items}
    taken = {sk for sk, item in items.items() if sk != HEALTH and now < moment_of(item["until"])}
    return State(
        health=health_of(items.get(HEALTH)),
        free=[number for number in range(SLOTS) if f"{_SLOT}{number}" not in taken],
    )


def taking(world: World, endpoint_id: str, slot: int, *, now: datetime) -> Write:
    """Refused when somebody else has it."""
    item = {**_key(endpoint_id, slot), "until": text_of(now + LEASE), "expires_at": expiry(now)}
    return put(
        table=world.table(TABLE),
        item=item,
        condition="attribute_not_exists(#pk) OR #until <= :now",
        values={"now": text_of(now)},
        refused=unexpected("the slot is taken"),
    )


def freeing(world: World, endpoint_id: str, slot: int, *, now: datetime) -> Write:
    return update(
        table=world.table(TABLE),
        key=_key(endpoint_id, slot),
        expression="SET #until = :now",
        values={"now": text_of(now)},
        refused=unexpected("a slot that is freed has no condition"),
    )


def _key(endpoint_id: str, slot: int) -> dict[str, str]:
    return {"pk": f"endpoint#{endpoint_id}", "sk": f"{_SLOT}{slot}"}
