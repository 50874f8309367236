"""Cancelling an order: locked, then CANCELLED; or as it was, when its goods had left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.orders.domain import OrderStatus, told
from lambdas.orders.locking import Lock, locked_one, locking, read_to_lock, unlocking
from lambdas.orders.refusing import outcome, reason_of, refused
from lambdas.orders.store import order_of
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction

if TYPE_CHECKING:
    from lambdas.shared.world import World

_AGGREGATE = "cancellations"


def begin(command: Command, world: World) -> LocalTransaction:
    order_id = required(command, "order_id")
    order, version = read_to_lock(world, order_id=order_id, caller=required(command, "caller"))
    lock = Lock(saga_id=command.saga_id, status=OrderStatus.CANCELLING)
    locked = locking(world, lock, order_id=order_id, version=version)
    event = outcome(
        "OrderCancellationBegun", _AGGREGATE, command, told(order, OrderStatus.CANCELLING), sequence=1
    )
    return LocalTransaction(writes=(locked,), done={"order": order.as_dict()}, events=(event,))


def never_begun(command: Command, world: World) -> LocalTransaction:
    return refused("OrderCancellationRejected", _AGGREGATE, command, world)


def end(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    order = order_of(done["order"])
    released = unlocking(world, order_id=order.order_id, saga_id=command.saga_id, status=OrderStatus.APPROVED)
    data = told(order, OrderStatus.APPROVED, reason_of(command))
    event = outcome("OrderCancellationRejected", _AGGREGATE, command, data, sequence=2)
    return LocalTransaction(writes=(released,), events=(event,))


def complete(command: Command, world: World) -> LocalTransaction:
    order_id = required(command, "order_id")
    order = order_of(locked_one(world, order_id=order_id, saga_id=command.saga_id))
    released = unlocking(world, order_id=order_id, saga_id=command.saga_id, status=OrderStatus.CANCELLED)
    event = outcome("OrderCancelled", _AGGREGATE, command, told(order, OrderStatus.CANCELLED), sequence=2)
    return LocalTransaction(writes=(released,), events=(event,))
