"""Goods without a lock of their own: they leave as they are found, also while a change that may yet be undone has
added to them; and what is undone is undone without a look at what has become of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.inventory import store
from lambdas.inventory.domain import ReservationStatus, lines_of, reservation_event
from lambdas.shared.contract import Command
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World

_inventory = Service("inventory", aggregate="reservations")


@_inventory.action()
def ship(command: Command, world: World) -> LocalTransaction:
    order_id = command.saga_id
    lines = store.reservation(world, table="inventory", saga_id=order_id).lines
    return LocalTransaction(
        writes=(
            _become(order_id, ReservationStatus.SHIPPED),
            *(_move(line.sku, -line.quantity, to_shelf=0) for line in lines),
        ),
        events=(reservation_event("StockShipped", saga_id=order_id, sequence=2, lines=lines),),
    )


@_inventory.compensation()
def readjust(command: Command, _world: World, done: Mapping[str, Any]) -> LocalTransaction:
    subject = f"stock-adjustments/{command.saga_id}"
    data = {"saga_id": command.saga_id}
    return LocalTransaction(
        writes=tuple(
            _move(line.sku, -line.quantity, to_shelf=line.quantity) for line in lines_of(done["more"])
        ),
        events=(DomainEvent(type="StockReadjusted", subject=subject, sequence=2, data=data),),
    )


def _become(order_id: str, status: ReservationStatus) -> Write:
    return update(
        table="inventory",
        key=store.reservation_key(order_id),
        expression="SET #status = :status",
        values={"status": status.value},
        refused=unexpected("no condition"),
    )


def _move(sku: str, reserved: int, *, to_shelf: int) -> Write:
    return update(
        table="inventory",
        key=store.stock_key(sku),
        expression="SET #available = #available + :to_shelf, #reserved = #reserved + :reserved",
        values={"to_shelf": to_shelf, "reserved": reserved},
        refused=unexpected("no condition"),
    )
