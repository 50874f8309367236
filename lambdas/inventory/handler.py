"""The functions of inventory: reserve, its compensation release, and ship after the pivot; withdraw for a
cancellation, adjust for a change, hold for orders that leave together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.inventory import adjusting, holding, store
from lambdas.inventory.domain import ReservationStatus, lines_of, reservation_event
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service

if TYPE_CHECKING:
    from lambdas.shared.world import World

service = Service("inventory", aggregate="reservations")


@service.action(rejected_as="StockReservationRejected")
def reserve(command: Command, world: World) -> LocalTransaction:
    lines = lines_of(required(command, "items"))
    event = reservation_event("StockReserved", saga_id=command.saga_id, sequence=1, lines=lines)
    return LocalTransaction(
        writes=store.reserve(table=world.table("inventory"), saga_id=command.saga_id, lines=lines),
        done={"lines": [line.as_dict() for line in lines]},
        events=(event,),
    )


@service.compensation()
def release(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    lines = lines_of(done["lines"])
    event = reservation_event("StockReleased", saga_id=command.saga_id, sequence=2, lines=lines)
    return LocalTransaction(
        writes=store.release(table=world.table("inventory"), saga_id=command.saga_id, lines=lines),
        events=(event,),
    )


@service.action()
def ship(command: Command, world: World) -> LocalTransaction:
    """Of an order that was cancelled in time nothing is shipped, and what leaves with others does not leave by itself:
    both are well.
    """
    table, saga_id = world.table("inventory"), command.saga_id
    held = store.reservation(world, table=table, saga_id=saga_id)
    if held.status is ReservationStatus.WITHDRAWN or held.consignment:
        return LocalTransaction()
    event = reservation_event("StockShipped", saga_id=saga_id, sequence=2, lines=held.lines)
    return LocalTransaction(
        writes=store.ship(table=table, saga_id=saga_id, lines=held.lines), events=(event,)
    )


@service.action()
def withdraw(command: Command, world: World) -> LocalTransaction:
    """The pivot of a cancellation."""
    table, order_id = world.table("inventory"), required(command, "order_id")
    held = store.reservation(world, table=table, saga_id=order_id)
    event = reservation_event("StockWithdrawn", saga_id=order_id, sequence=2, lines=held.lines)
    return LocalTransaction(
        writes=store.withdraw(table=table, order_id=order_id, lines=held.lines), events=(event,)
    )


settle_withdrawal = service.resolution()

adjust = service.action(rejected_as="StockAdjustmentRejected")(adjusting.adjust)
readjust = service.compensation()(adjusting.readjust)
confirm = service.action()(adjusting.confirm)

hold = service.action()(holding.hold)
drop_hold = service.compensation()(holding.drop)
ship_together = service.action()(holding.ship)
