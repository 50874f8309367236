"""The sweep, once a minute: hints for deliveries that wait longer than a queue can hold, or whose hint was lost.

It also works off replays. What it has no time for is left to the next one, oldest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lambdas.endpoints import deliveries, replays
from lambdas.endpoints.delivery import GRACE, INDEX, PREFIX, SHARDS
from lambdas.endpoints.lanes import Hint, Lane, Lanes, lanes_from_environment
from lambdas.endpoints.registry import TABLE
from lambdas.endpoints.replays import REPLAY_PREFIX
from lambdas.endpoints.times import text_of
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.reads import read_page
from lambdas.shared.telemetry import count, logger_of
from lambdas.shared.writes import unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

logger = logger_of("webhooks")

TIME = timedelta(seconds=40)
"""For one sweep, below the function's own limit and the minute between two."""

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Swept:
    """How many deliveries were hinted at, how many were replayed, and whether there was time for all."""

    hinted: int
    replayed: int
    finished: bool

    def as_dict(self) -> dict[str, Any]:
        return {"hinted": self.hinted, "replayed": self.replayed, "finished": self.finished}


@dataclass(frozen=True, kw_only=True)
class Sweep:
    world: World
    lanes: Lanes

    def run(self) -> Swept:
        """Raises Transient."""
        until, hinted, replayed = self.world.clock() + TIME, 0, 0
        for entry in self._due():
            if self.world.clock() >= until:
                return Swept(hinted=hinted, replayed=replayed, finished=False)
            if entry["sk"].startswith(REPLAY_PREFIX):
                replayed += self._replay(entry, until=until)
            else:
                hinted += self._hint(entry)
        return Swept(hinted=hinted, replayed=replayed, finished=True)

    def _due(self) -> Iterator[Item]:
        """Entries of the index whose time has come, shard by shard; the shards are begun at a random one."""
        now, first = self.world.clock(), self.world.random.randrange(SHARDS)
        for number in range(SHARDS):
            yield from self._due_in((first + number) % SHARDS, now=now)

    def _due_in(self, shard: int, *, now: datetime) -> Iterator[Item]:
        after: Item | None = None
        while True:
            page = read_page(
                self.world,
                table=self.world.table(TABLE),
                index=INDEX,
                condition="#due_shard = :shard AND #look_at <= :now",
                values={"shard": f"due#{shard}", "now": text_of(now)},
                most=_PAGE,
                after=after,
            )
            yield from page.items
            after = page.last
            if after is None:
                return

    def _hint(self, entry: Item) -> int:
        """Unless somebody has looked at it since: the index is a moment behind the table."""
        change = update(
            table=self.world.table(TABLE),
            key={"pk": entry["pk"], "sk": entry["sk"]},
            expression="SET #look_at = :later",
            condition="#look_at = :look_at",
            values={"look_at": entry["look_at"], "later": text_of(self.world.clock() + GRACE)},
            refused=unexpected("the delivery was looked at"),
        )
        hint = Hint(
            endpoint_id=entry["pk"].removeprefix("endpoint#"), delivery_id=entry["sk"].removeprefix(PREFIX)
        )
        with suppress(ConditionFailed):
            commit(self.world, (change,))
            self.lanes.send([hint], lane=Lane.PATIENT)
            return 1
        return 0

    def _replay(self, entry: Item, *, until: datetime) -> int:
        """Page by page, while there is time."""
        replay, replayed = replays.find(self.world, {"pk": entry["pk"], "sk": entry["sk"]}), 0
        while replay and self.world.clock() < until:
            found, then = replays.next_page(self.world, replay)
            now = self.world.clock()
            done = [each for each in found if deliveries.replay(self.world, each, now=now)]
            self.lanes.send(
                (Hint(endpoint_id=each.endpoint_id, delivery_id=each.delivery_id) for each in done),
                lane=Lane.PROMPT,
            )
            replays.note(self.world, replay, then, now=now)
            replay, replayed = then, replayed + len(done)
        return replayed


def sweep(_event: object, _context: object) -> dict[str, Any]:
    """The Lambda function. Answers `{"hinted", "replayed", "finished"}`."""
    lanes = lanes_from_environment(sqs=clients.client("sqs"), logger=logger)
    swept = Sweep(world=worlds.current(), lanes=lanes).run()
    logger.info("swept", **swept.as_dict())
    if swept.hinted:
        count("DeliveriesHinted", service="webhooks", value=swept.hinted)
    return swept.as_dict()
