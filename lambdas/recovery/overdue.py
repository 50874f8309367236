"""Orders that have been PENDING for too long, by the sparse index of the orders table, a page a shard.

Most of them wait for a person and stay for long. So a shard that has more than a page is gone on with in the
next run where this one ended: whoever waits at the front hides nobody behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lambdas.recovery.parked import PARTICIPANT
from lambdas.shared import pending
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.reads import read, read_page
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

PAGE = 50

_moved = unexpected("cursor of the sweep")


@dataclass(frozen=True, kw_only=True)
class Overdue:
    """Orders PENDING for longer than `after`."""

    world: World
    after: timedelta

    def order_ids(self) -> Iterator[str]:
        """At most a page of each shard, the oldest first; the next run goes on behind it. Raises Transient."""
        for shard in pending.SHARDS:
            yield from self._of(shard)

    def _of(self, shard: str) -> Iterator[str]:
        cursor = read(self.world, table=self.world.table(PARTICIPANT), key=_key(shard))
        page = read_page(
            self.world,
            table=self.world.table("orders"),
            index=pending.INDEX,
            condition=f"#{pending.SHARD} = :shard AND #{pending.SINCE} < :before",
            values={"shard": shard, "before": (self.world.clock() - self.after).isoformat()},
            most=PAGE,
            after=json.loads(cursor["after"]) if cursor else None,
        )
        for item in page.items:
            yield str(item["pk"]).removeprefix("order#")
        self._go_on(shard, cursor, last=page.last)

    def _go_on(self, shard: str, cursor: Item | None, *, last: Item | None) -> None:
        before, after = (cursor["after"] if cursor else _START), json.dumps(last, sort_keys=True)
        if before == after:
            return
        try:
            commit(self.world, [self._move(shard, cursor, after=after)])
        except ConditionFailed:
            return  # another run moved it

    def _move(self, shard: str, cursor: Item | None, *, after: str) -> Write:
        table: Any = self.world.table(PARTICIPANT)
        if cursor is None:
            return put(table=table, item={**_key(shard), "after": after}, refused=_moved)
        return update(
            table=table,
            key=_key(shard),
            expression="SET #after = :after",
            condition="#after = :before",
            values={"after": after, "before": cursor["after"]},
            refused=_moved,
        )


_START = json.dumps(None)


def _key(shard: str) -> dict[str, str]:
    return {"pk": "sweep", "sk": f"{pending.INDEX}#{shard}"}
