"""Orders without a semantic lock: whoever comes finds an order, and does not look whether a saga is at work on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.orders.domain import OrderStatus, decided, told
from lambdas.orders.refusing import outcome
from lambdas.orders.store import find, order_key
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.orders.domain import Order
    from lambdas.shared.world import World

_orders = Service("orders", aggregate="orders")


@_orders.action()
def approve(command: Command, world: World) -> LocalTransaction:
    order = _found(world, command.saga_id)
    event = decided(order, OrderStatus.APPROVED, sequence=2)
    return LocalTransaction(writes=(_becomes(order, OrderStatus.APPROVED),), events=(event,))


@_orders.action()
def begin_cancellation(command: Command, world: World) -> LocalTransaction:
    order = _found(world, required(command, "order_id"))
    data = told(order, OrderStatus.CANCELLING)
    return LocalTransaction(
        writes=(_becomes(order, OrderStatus.CANCELLING),),
        done={"order": order.as_dict()},
        events=(outcome("OrderCancellationBegun", "cancellations", command, data, sequence=1),),
    )


@_orders.action()
def cancel(command: Command, world: World) -> LocalTransaction:
    order = _found(world, required(command, "order_id"))
    data = told(order, OrderStatus.CANCELLED)
    return LocalTransaction(
        writes=(_becomes(order, OrderStatus.CANCELLED),),
        events=(outcome("OrderCancelled", "cancellations", command, data, sequence=2),),
    )


def _found(world: World, order_id: str) -> Order:
    order = find(world, table="orders", order_id=order_id)
    assert order is not None, "every order here is there before it is cancelled"
    return order


def _becomes(order: Order, status: OrderStatus) -> Write:
    return update(
        table="orders",
        key=order_key(order.order_id),
        expression="SET #status = :status REMOVE #pending_shard, #pending_since",
        values={"status": status.value},
        refused=unexpected("no condition"),
    )
