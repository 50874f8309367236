"""Pushing the outcome of an order to each of its caller's connections, at least once.

When some could not be reached, it is noted who was, the queue delivers the message again, and those are left
out. The outcome is read from the order, so what is pushed is what GET shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lambdas.shared.ephemeral import keep, seconds
from lambdas.shared.errors import Inconsistent, SagaError
from lambdas.shared.lookup import item_of
from lambdas.shared.reads import read
from lambdas.shared.tickets import TABLE
from lambdas.shared.view import from_item, is_decided
from lambdas.sockets import messages
from lambdas.sockets.connections import LIFE, Connection, Connections
from lambdas.sockets.sending import Gone, NotSent

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_TIME_TO_SEND = timedelta(seconds=5)
"""Then those who are left have to wait for the next delivery, while there is time to note who is served."""


class NotPushed(SagaError):  # noqa: N818 - a fact for the queue
    """Some of the caller's connections were not reached."""


@dataclass(kw_only=True)
class Pushed:
    """How one delivery went, by connection."""

    reached: list[str] = field(default_factory=list)
    gone: int = 0
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Pusher:
    """`send` sends a text to the connection with an id; it raises Gone or NotSent."""

    world: World
    send: Callable[[str, str], None]

    def push(self, order_id: str, *, event_id: str, again: bool) -> Pushed:
        """`again`: the event was delivered before, and who was reached then may be on record.

        Raises NotPushed when somebody was missed, Transient, and Inconsistent for an order that is not decided.
        """
        item = item_of(self.world, order_id)
        if item is None or not is_decided(order := from_item(item)):
            raise Inconsistent(f"order {order_id} is not decided, though an event says so")
        served = self._served(event_id) if again else frozenset()
        wanted = (each for each in self._connections_of(item) if each.id not in served)
        pushed = self._send_to(wanted, messages.outcome(order))
        if pushed.missed:
            self._note(event_id, served | set(pushed.reached))
            raise NotPushed(f"{len(pushed.missed)} connections missed, {len(pushed.reached)} reached")
        return pushed

    def _connections_of(self, item: Item) -> Iterable[Connection]:
        """None for an order from before callers were known."""
        caller = item.get("caller")
        return Connections(world=self.world).of(caller) if caller else ()

    def _send_to(self, connections: Iterable[Connection], text: str) -> Pushed:
        pushed, until = Pushed(), self.world.clock() + _TIME_TO_SEND
        for connection in connections:
            try:
                self._send_in_time(connection, text, until=until)
                pushed.reached.append(connection.id)
            except NotSent:
                pushed.missed.append(connection.id)
            except Gone:
                pushed.gone += 1
                self._clear_away(connection)
        return pushed

    def _send_in_time(self, connection: Connection, text: str, *, until: datetime) -> None:
        if self.world.clock() > until:
            raise NotSent(f"connection {connection.id}: there was no time left")
        self.send(connection.id, text)

    def _clear_away(self, connection: Connection) -> None:
        """One that may be opening at this moment stays: its client asks for what it missed, by `follow`."""
        if not connection.may_be_opening(now=seconds(self.world)):
            Connections(world=self.world).remove(connection.id, caller=connection.caller)

    def _served(self, event_id: str) -> frozenset[str]:
        item = read(self.world, table=self.world.table(TABLE), key=_served_key(event_id))
        return frozenset(item["connections"]) if item else frozenset()

    def _note(self, event_id: str, served: Iterable[str]) -> None:
        item = {**_served_key(event_id), "connections": sorted(served)}
        keep(self.world, table=self.world.table(TABLE), item=item, life=LIFE)


def _served_key(event_id: str) -> Item:
    return {"pk": f"served#{event_id}", "sk": "served"}
