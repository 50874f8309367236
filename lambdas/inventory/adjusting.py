"""Adjusting what is held for an order: more is taken at once, fewer are given back when it is confirmed.

Meanwhile the reservation is ADJUSTING, and its goods do not leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.inventory import store
from lambdas.inventory.domain import (
    Line,
    ReservationStatus,
    lines_of,
    more,
    not_to_be_moved,
    with_more,
)
from lambdas.shared.contract import Command, required
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World


def adjust(command: Command, world: World) -> LocalTransaction:
    """Of an order whose goods have left, it is refused."""
    table, order_id = world.table("inventory"), required(command, "order_id")
    held = store.reservation(world, table=table, saga_id=order_id)
    wanted = lines_of(required(command, "items"))
    further = more(held.lines, wanted)
    begun = update(
        table=table,
        key=store.reservation_key(order_id),
        expression="SET #status = :adjusting, #lines = :lines, #wanted = :wanted",
        condition="#status = :reserved AND #lines = :before",
        values={
            "adjusting": ReservationStatus.ADJUSTING.value,
            "lines": store.as_items(with_more(held.lines, further)),
            "wanted": store.as_items(wanted),
            "reserved": ReservationStatus.RESERVED.value,
            "before": store.as_items(held.lines),
        },
        refused=lambda old: not_to_be_moved(order_id, old),
    )
    return LocalTransaction(
        writes=(begun, *store.take(table=table, lines=further)),
        done={"order_id": order_id, "lines": store.as_items(held.lines), "more": store.as_items(further)},
        events=(_event("StockAdjusted", command, order_id, wanted, sequence=1),),
    )


def readjust(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    table, order_id, before = world.table("inventory"), done["order_id"], lines_of(done["lines"])
    event = _event("StockReadjusted", command, order_id, before, sequence=2)
    return LocalTransaction(
        writes=(
            _ended(table, order_id, before),
            *store.give_back(table=table, lines=lines_of(done["more"])),
        ),
        events=(event,),
    )


def confirm(command: Command, world: World) -> LocalTransaction:
    table, order_id = world.table("inventory"), required(command, "order_id")
    held = store.reservation(world, table=table, saga_id=order_id)
    fewer = more(held.wanted, held.lines)
    event = _event("StockAdjustmentConfirmed", command, order_id, held.wanted, sequence=2)
    return LocalTransaction(
        writes=(_ended(table, order_id, held.wanted), *store.give_back(table=table, lines=fewer)),
        events=(event,),
    )


def _ended(table: str, order_id: str, lines: tuple[Line, ...]) -> Write:
    return update(
        table=table,
        key=store.reservation_key(order_id),
        expression="SET #status = :reserved, #lines = :lines REMOVE #wanted",
        condition="#status = :adjusting",
        values={
            "reserved": ReservationStatus.RESERVED.value,
            "adjusting": ReservationStatus.ADJUSTING.value,
            "lines": store.as_items(lines),
        },
        refused=unexpected(f"the reservation of order {order_id} is not ADJUSTING"),
    )


def _event(
    name: str, command: Command, order_id: str, lines: tuple[Line, ...], *, sequence: int
) -> DomainEvent:
    data = {"saga_id": command.saga_id, "order_id": order_id, "lines": store.as_items(lines)}
    return DomainEvent(
        type=name, subject=f"stock-adjustments/{command.saga_id}", sequence=sequence, data=data
    )
