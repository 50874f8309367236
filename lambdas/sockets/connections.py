"""Who is connected: each connection twice in the table, by its caller to push to and by its id to know its caller.

    caller#<caller>    connection#<id>   {connection_id, connected_at}
    connection#<id>    connection        {caller}

A connection is removed when it is closed or found gone; what is missed expires soon after the gateway would
have closed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lambdas.shared.ephemeral import forget, keep, lives, seconds
from lambdas.shared.reads import read, read_page
from lambdas.shared.tickets import TABLE

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

LIFE = timedelta(hours=2, minutes=5)
"""API Gateway closes a connection after two hours."""

_HANDSHAKE = 30
"""Seconds within which a connection may not be open yet: an integration has 29 to answer `$connect`."""

_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Connection:
    """`connected_at` is in seconds since 1970."""

    id: str
    caller: str
    connected_at: int

    def may_be_opening(self, *, now: int) -> bool:
        """Whether it may be that it is not gone, but not there yet."""
        return now - self.connected_at < _HANDSHAKE


@dataclass(frozen=True, kw_only=True)
class Connections:
    """All methods raise Transient."""

    world: World

    def add(self, connection_id: str, *, caller: str) -> None:
        """By its id first: one that is pushed to can always ask as well."""
        now = seconds(self.world)
        self._keep({**_by_id(connection_id), "caller": caller})
        found = {"connection_id": connection_id, "connected_at": now}
        self._keep({**_by_caller(caller, connection_id), **found})

    def caller_of(self, connection_id: str) -> str | None:
        item = read(self.world, table=self._table, key=_by_id(connection_id))
        return str(item["caller"]) if item else None

    def of(self, caller: str) -> Iterator[Connection]:
        """The caller's connections. Strongly consistent: whoever was added before is among them."""
        now = seconds(self.world)
        after: Item | None = None
        while True:
            page = read_page(
                self.world,
                table=self._table,
                condition="#pk = :pk",
                values={"pk": f"caller#{caller}"},
                most=_PAGE,
                after=after,
            )
            for item in page.items:
                if lives(item, now=now):
                    at = item["connected_at"]
                    yield Connection(id=item["connection_id"], caller=caller, connected_at=at)
            if page.last is None:
                return
            after = page.last

    def remove(self, connection_id: str, *, caller: str) -> None:
        """By its caller first, so that a removal cut off in the middle can be made again."""
        for key in (_by_caller(caller, connection_id), _by_id(connection_id)):
            forget(self.world, table=self._table, key=key)

    @property
    def _table(self) -> str:
        return self.world.table(TABLE)

    def _keep(self, item: Item) -> None:
        keep(self.world, table=self._table, item=item, life=LIFE)


def _by_id(connection_id: str) -> Item:
    return {"pk": f"connection#{connection_id}", "sk": "connection"}


def _by_caller(caller: str, connection_id: str) -> Item:
    return {"pk": f"caller#{caller}", "sk": f"connection#{connection_id}"}
