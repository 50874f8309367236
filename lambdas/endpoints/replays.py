"""Replaying all deliveries of an endpoint since a time: noted here, worked off by the sweep, page by page.

How far it is, is in its item: whoever goes on, goes on there. A page that was done twice replays its deliveries
twice, under the same ids.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from lambdas.endpoints.delivery import (
    PREFIX,
    Delivery,
    DeliveryStatus,
    delivery_of,
    expiry,
    first_id_at,
    key_of,
    waiting,
)
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.times import moment_of, text_of
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.reads import read, read_page
from lambdas.shared.writes import put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

REPLAY_PREFIX = "replay#"
_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Of deliveries from `since` up to `until`; `only` of those with this status. `after` is the last id done."""

    replay_id: str
    endpoint_id: str
    since: datetime
    until: datetime
    only: DeliveryStatus | None
    after: str | None = None


def request(
    world: World, *, endpoint_id: str, since: datetime, only: DeliveryStatus | None, now: datetime
) -> Replay:
    """Note a replay of what there is by now; the next sweep begins with it. Raises Transient."""
    replay = Replay(replay_id=f"r-{uuid4().hex}", endpoint_id=endpoint_id, since=since, until=now, only=only)
    item = {
        **_key(replay.endpoint_id, replay.replay_id),
        **waiting(replay.replay_id, look_at=now),
        "replay_id": replay.replay_id,
        "endpoint_id": endpoint_id,
        "since": text_of(since),
        "until": text_of(now),
        "only": only.value if only else None,
        "after": None,
        "expires_at": expiry(now),
    }
    write = put(table=world.table(TABLE), item=item, refused=unexpected("the replay is there"))
    with suppress(ConditionFailed):  # its own, whose answer was lost: the id is nobody else's
        commit(world, (write,))
    return replay


def find(world: World, key: Item) -> Replay | None:
    """By the key that the index gives. Raises Transient."""
    item = read(world, table=world.table(TABLE), key=key)
    if item is None or "look_at" not in item:
        return None
    return Replay(
        replay_id=item["replay_id"],
        endpoint_id=item["endpoint_id"],
        since=moment_of(item["since"]),
        until=moment_of(item["until"]),
        only=DeliveryStatus(item["only"]) if item["only"] else None,
        after=item["after"],
    )


def next_page(world: World, replay: Replay) -> tuple[list[Delivery], Replay | None]:
    """The next deliveries to replay, oldest first, and the replay as it is after them: None when it is over."""
    page = read_page(
        world,
        table=world.table(TABLE),
        condition="#pk = :pk AND #sk BETWEEN :first AND :last",
        values={
            "pk": key_of(replay.endpoint_id, "")["pk"],
            "first": PREFIX + first_id_at(replay.since),
            "last": PREFIX + first_id_at(replay.until + timedelta(milliseconds=1)),
        },
        most=_PAGE,
        after=key_of(replay.endpoint_id, replay.after) if replay.after else None,
    )
    found = [delivery_of(item) for item in page.items]
    wanted = [each for each in found if replay.only is None or each.status is replay.only]
    return wanted, replace(replay, after=found[-1].delivery_id) if page.last else None


def note(world: World, replay: Replay, then: Replay | None, *, now: datetime) -> None:
    """How far it is. Who was slower than another leaves it as it is. Raises Transient."""
    done = "REMOVE #due_shard, #look_at"
    going_on = "SET #after = :then, #look_at = :now"
    change = update(
        table=world.table(TABLE),
        key=_key(replay.endpoint_id, replay.replay_id),
        expression=going_on if then else done,
        condition="#after = :after",
        values={"after": replay.after, **({"then": then.after, "now": text_of(now)} if then else {})},
        refused=unexpected("the replay is further"),
    )
    with suppress(ConditionFailed):
        commit(world, (change,))


def _key(endpoint_id: str, replay_id: str) -> dict[str, str]:
    return {"pk": f"endpoint#{endpoint_id}", "sk": f"{REPLAY_PREFIX}{replay_id}"}
