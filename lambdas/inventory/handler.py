"""The functions of inventory: reserve, its compensation release, and ship after the pivot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.inventory import store
from lambdas.inventory.domain import lines_of, reservation_event
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
    table = world.table("inventory")
    lines = store.reserved_lines(world, table=table, saga_id=command.saga_id)
    event = reservation_event("StockShipped", saga_id=command.saga_id, sequence=2, lines=lines)
    return LocalTransaction(
        writes=store.ship(table=table, saga_id=command.saga_id, lines=lines), events=(event,)
    )
