"""Changing the quantities of an order: locked, then with its new lines; or as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lambdas.orders.domain import OrderStatus, told, with_quantities
from lambdas.orders.locking import (
    Lock,
    locked_one,
    locking,
    read_to_lock,
    unlocking,
    unlocking_changed,
)
from lambdas.orders.refusing import outcome, reason_of, refused
from lambdas.orders.store import order_of
from lambdas.shared.contract import Command, required
from lambdas.shared.errors import Inconsistent
from lambdas.shared.journal import LocalTransaction

if TYPE_CHECKING:
    from lambdas.shared.world import World

_AGGREGATE = "changes"


def begin(command: Command, world: World) -> LocalTransaction:
    """Replies `by`: how much more the order will come to, in minor units; below zero for less."""
    order_id = required(command, "order_id")
    order, version = read_to_lock(world, order_id=order_id, caller=required(command, "caller"))
    changed = with_quantities(order, required(command, "items"))
    wanted = {"lines": list(changed.lines), "total": changed.total}
    lock = Lock(saga_id=command.saga_id, status=OrderStatus.CHANGING, wanted=wanted)
    locked = locking(world, lock, order_id=order_id, version=version)
    event = outcome("OrderChangeBegun", _AGGREGATE, command, told(order, OrderStatus.CHANGING), sequence=1)
    return LocalTransaction(
        writes=(locked,),
        reply={"by": (changed.total or 0) - (order.total or 0)},
        done={"order": order.as_dict()},
        events=(event,),
    )


def never_begun(command: Command, world: World) -> LocalTransaction:
    return refused("OrderChangeRejected", _AGGREGATE, command, world)


def end(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    order = order_of(done["order"])
    released = unlocking(world, order_id=order.order_id, saga_id=command.saga_id, status=OrderStatus.APPROVED)
    data = told(order, OrderStatus.APPROVED, reason_of(command))
    event = outcome("OrderChangeRejected", _AGGREGATE, command, data, sequence=2)
    return LocalTransaction(writes=(released,), events=(event,))


def confirm(command: Command, world: World) -> LocalTransaction:
    item = locked_one(world, order_id=required(command, "order_id"), saga_id=command.saga_id)
    wanted = item.get("wanted")
    if wanted is None:
        raise Inconsistent(f"order {item['order_id']} has no change to confirm")
    changed = replace(order_of(item), lines=wanted["lines"], total=wanted["total"])
    released = unlocking_changed(world, order=changed, saga_id=command.saga_id)
    event = outcome("OrderChanged", _AGGREGATE, command, told(changed, OrderStatus.APPROVED), sequence=2)
    return LocalTransaction(writes=(released,), events=(event,))
