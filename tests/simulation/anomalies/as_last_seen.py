"""Participants that do not read again: what was worked out from a read is written whatever has become of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.inventory import store
from lambdas.inventory.domain import Line, ReservationStatus, reservation_event
from lambdas.orders.domain import OrderStatus, told, with_quantities
from lambdas.orders.locking import read_to_lock
from lambdas.orders.refusing import outcome
from lambdas.orders.store import order_key
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.orders.domain import Order
    from lambdas.shared.world import World

_orders = Service("orders", aggregate="orders")
_inventory = Service("inventory", aggregate="reservations")


@_orders.action()
def begin_change(command: Command, world: World) -> LocalTransaction:
    """Locks the order as every change does, and not the version of it that was read."""
    order, _ = read_to_lock(world, order_id=required(command, "order_id"), caller=required(command, "caller"))
    changed = with_quantities(order, required(command, "items"))
    event = outcome("OrderChangeBegun", "changes", command, told(order, OrderStatus.CHANGING), sequence=1)
    return LocalTransaction(
        writes=(_locking(changed, command.saga_id),),
        reply={"by": (changed.total or 0) - (order.total or 0)},
        done={"order": order.as_dict()},
        events=(event,),
    )


@_inventory.action()
def ship(command: Command, world: World) -> LocalTransaction:
    """What was seen to be reserved, if only the goods are still here."""
    order_id = command.saga_id
    lines = store.reservation(world, table="inventory", saga_id=order_id).lines
    return LocalTransaction(
        writes=(_gone(order_id), *(_less(line) for line in lines)),
        events=(reservation_event("StockShipped", saga_id=order_id, sequence=2, lines=lines),),
    )


def _locking(changed: Order, saga_id: str) -> Write:
    return update(
        table="orders",
        key=order_key(changed.order_id),
        expression="SET #status = :changing, #locked_by = :saga_id, #wanted = :wanted",
        condition="#status = :approved",
        values={
            "changing": OrderStatus.CHANGING.value,
            "saga_id": saga_id,
            "wanted": {"lines": list(changed.lines), "total": changed.total},
            "approved": OrderStatus.APPROVED.value,
        },
        refused=unexpected(f"order {changed.order_id} is not APPROVED"),
    )


def _gone(order_id: str) -> Write:
    return update(
        table="inventory",
        key=store.reservation_key(order_id),
        expression="SET #status = :shipped",
        condition="#status = :reserved",
        values={"shipped": ReservationStatus.SHIPPED.value, "reserved": ReservationStatus.RESERVED.value},
        refused=unexpected(f"the reservation of {order_id} is not RESERVED"),
    )


def _less(line: Line) -> Write:
    return update(
        table="inventory",
        key=store.stock_key(line.sku),
        expression="SET #reserved = #reserved - :quantity",
        values={"quantity": line.quantity},
        refused=unexpected("no condition"),
    )
