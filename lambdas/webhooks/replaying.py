"""Working off what owners asked to have replayed: a page of each in turn, so that none waits for all of another's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lambdas.endpoints import deliveries, replays
from lambdas.endpoints.lanes import Hint, Lane, Lanes
from lambdas.endpoints.replays import Replay

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """How many deliveries are due again, and whether there was time for all."""

    deliveries: int
    finished: bool


def replay_in_turn(world: World, lanes: Lanes, entries: Iterable[Item], *, until: datetime) -> Replayed:
    """`entries` are keys, as the index has them. Raises Transient; then the next sweep goes on."""
    asked_for = deque(entry for entry in (replays.find(world, _key(each)) for each in entries) if entry)
    replayed = 0
    while asked_for and world.clock() < until:
        replay = asked_for.popleft()
        done, then = _replay_page(world, lanes, replay)
        replayed += done
        if then:
            asked_for.append(then)
    return Replayed(deliveries=replayed, finished=not asked_for)


def _replay_page(world: World, lanes: Lanes, replay: Replay) -> tuple[int, Replay | None]:
    found, then = replays.next_page(world, replay)
    now = world.clock()
    done = [each for each in found if deliveries.replay(world, each, now=now)]
    hints = (Hint(endpoint_id=each.endpoint_id, delivery_id=each.delivery_id) for each in done)
    lanes.send(hints, lane=Lane.PROMPT)
    replays.note(world, replay, then, now=now)
    return len(done), then


def _key(entry: Item) -> Item:
    return {"pk": entry["pk"], "sk": entry["sk"]}
