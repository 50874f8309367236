"""The sweep, once a minute: hints for deliveries that wait longer than a queue can hold, or whose hint was lost.

It also works off replays. What it has no time for is left to the next one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

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
from lambdas.webhooks.replaying import replay_in_turn

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

logger = logger_of("webhooks")

TIME = timedelta(seconds=40)
"""For one sweep, below the function's own limit and the minute between two."""

_FOR_REPLAYS = timedelta(seconds=10)
"""Of it, however many deliveries are due."""

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
        """Deliveries go before replays: there may be thousands in one of those. Raises Transient."""
        until = self.world.clock() + TIME
        asked_for: list[Item] = []
        hinted, finished = 0, True
        for page in self._due():
            if self.world.clock() >= until - _FOR_REPLAYS:
                finished = False
                break
            asked_for += (entry for entry in page if entry["sk"].startswith(REPLAY_PREFIX))
            hinted += self._hint([entry for entry in page if entry["sk"].startswith(PREFIX)])
        replayed = replay_in_turn(self.world, self.lanes, asked_for, until=until)
        finished = finished and replayed.finished
        return Swept(hinted=hinted, replayed=replayed.deliveries, finished=finished)

    def _due(self) -> Iterator[Sequence[Item]]:
        """Pages of the index whose time has come, shard by shard; the shards are begun at a random one."""
        now, first = self.world.clock(), self.world.random.randrange(SHARDS)
        for number in range(SHARDS):
            yield from self._due_in((first + number) % SHARDS, now=now)

    def _due_in(self, shard: int, *, now: datetime) -> Iterator[Sequence[Item]]:
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
            yield page.items
            after = page.last
            if after is None:
                return

    def _hint(self, page: Sequence[Item]) -> int:
        """How many there was a hint to send for."""
        hints = [
            Hint(
                endpoint_id=entry["pk"].removeprefix("endpoint#"),
                delivery_id=entry["sk"].removeprefix(PREFIX),
            )
            for entry in page
            if self._put_off(entry)
        ]
        self.lanes.send(hints, lane=Lane.PATIENT)
        return len(hints)

    def _put_off(self, entry: Item) -> bool:
        """The next look at it; False when somebody has looked since: the index is a moment behind the table.

        Noted before the hint is sent, so that a sweep that dies in between sends it a little later.
        """
        change = update(
            table=self.world.table(TABLE),
            key={"pk": entry["pk"], "sk": entry["sk"]},
            expression="SET #look_at = :later",
            condition="#look_at = :look_at",
            values={"look_at": entry["look_at"], "later": text_of(self.world.clock() + GRACE)},
            refused=unexpected("the delivery was looked at"),
        )
        try:
            commit(self.world, (change,))
        except ConditionFailed:
            return False
        return True


def sweep(_event: object, _context: object) -> dict[str, Any]:
    """The Lambda function. Answers `{"hinted", "replayed", "finished"}`."""
    lanes = lanes_from_environment(sqs=clients.client("sqs"), logger=logger)
    swept = Sweep(world=worlds.current(), lanes=lanes).run()
    logger.info("swept", **swept.as_dict())
    if swept.hinted:
        count("DeliveriesHinted", service="webhooks", value=swept.hinted)
    return swept.as_dict()
