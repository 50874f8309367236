"""Goods of several orders that leave together: said before there are any (version file), and done in one transaction.

`consignment#<saga>` names the orders. What is reserved for one of them later belongs to it, and is never shipped by
the order's own saga, in whichever order these come. When nothing comes of it they stay where they are, and the orders
can only be cancelled: an order that is to be taken back must not leave meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lambdas.inventory import store
from lambdas.inventory.domain import (
    ReservationStatus,
    consignment_event,
    reservation_event,
    sum_of,
)
from lambdas.shared.contract import Command, required
from lambdas.shared.errors import Inconsistent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_HELD, _DROPPED, _SHIPPED = "HELD", "DROPPED", "SHIPPED"


def hold(command: Command, world: World) -> LocalTransaction:
    table, consignment = world.table("inventory"), command.saga_id
    order_ids = [required(command, name) for name in ("first_id", "second_id")]
    item = {**_key(consignment), "order_ids": order_ids, "status": _HELD}
    held = put(table=table, item=item, refused=unexpected(f"consignment {consignment} is there already"))
    return LocalTransaction(
        writes=(held, *(_await(table, order_id, consignment) for order_id in order_ids)),
        done={"order_ids": order_ids},
        events=(consignment_event("GoodsHeld", consignment=consignment, order_ids=order_ids, sequence=1),),
    )


def drop(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    dropped = _end(world.table("inventory"), command.saga_id, _DROPPED)
    event = consignment_event(
        "GoodsHoldDropped", consignment=command.saga_id, order_ids=done["order_ids"], sequence=2
    )
    return LocalTransaction(writes=(dropped,), events=(event,))


def ship(command: Command, world: World) -> LocalTransaction:
    """Of an order that was cancelled in time nothing is shipped, and that is well."""
    table, consignment = world.table("inventory"), command.saga_id
    order_ids = _orders(world, consignment)
    found = {each: store.reservation(world, table=table, saga_id=each) for each in order_ids}
    leaving = {
        order_id: held.lines
        for order_id, held in found.items()
        if held.status is not ReservationStatus.WITHDRAWN
    }
    closed = (store.close_shipped(table=table, saga_id=each, lines=lines) for each, lines in leaving.items())
    moved = store.take_away(table=table, lines=sum_of(line for lines in leaving.values() for line in lines))
    shipped = (
        reservation_event("StockShipped", saga_id=each, sequence=2, lines=lines)
        for each, lines in leaving.items()
    )
    together = consignment_event(
        "GoodsShippedTogether", consignment=consignment, order_ids=list(leaving), sequence=2
    )
    return LocalTransaction(
        writes=(_end(table, consignment, _SHIPPED), *closed, *moved), events=(together, *shipped)
    )


def _key(consignment: str) -> Item:
    return {"pk": f"consignment#{consignment}", "sk": "consignment"}


def _await(table: str, order_id: str, consignment: str) -> Write:
    item = {
        **store.reservation_key(order_id),
        "status": ReservationStatus.AWAITED.value,
        "lines": [],
        "consignment": consignment,
    }
    return put(table=table, item=item, refused=unexpected(f"order {order_id} has a reservation already"))


def _end(table: str, consignment: str, status: str) -> Write:
    return update(
        table=table,
        key=_key(consignment),
        expression="SET #status = :status",
        condition="#status = :held",
        values={"status": status, "held": _HELD},
        refused=unexpected(f"consignment {consignment} is not {_HELD}"),
    )


def _orders(world: World, consignment: str) -> Sequence[str]:
    item = read(world, table=world.table("inventory"), key=_key(consignment))
    if item is None:
        raise Inconsistent(f"there is no consignment {consignment}")
    order_ids: Sequence[str] = item["order_ids"]
    return order_ids
