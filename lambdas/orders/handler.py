"""The functions of orders: create, its compensation reject, and approve after the pivot; of a cancellation, its
beginning, the end of one that came to nothing, and cancel after the pivot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.orders import store
from lambdas.orders.domain import (
    Order,
    OrderStatus,
    Request,
    cancellation,
    created,
    decided,
    not_to_be_cancelled,
    priced,
    told,
    unpriced,
)
from lambdas.shared.contract import Command, Reason, required
from lambdas.shared.errors import Inconsistent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service

if TYPE_CHECKING:
    from lambdas.shared.world import World

service = Service("orders", aggregate="orders")


@service.action()
def create(command: Command, world: World) -> LocalTransaction:
    table, request = world.table("orders"), _request(command)
    articles = store.catalogue(world, table=table, skus=(item["sku"] for item in request.items))
    order = priced(request, articles)
    return LocalTransaction(
        writes=(store.open_order(table=table, order=order, created_at=world.clock().isoformat()),),
        reply={"total": order.total, "currency": order.currency},
        done={"order": order.as_dict()},
        events=(created(order),),
    )


def _record_rejected(command: Command, world: World) -> LocalTransaction:
    """The client was given an order id: it must find the order there, and hear of it, even if none was made."""
    order, reason = unpriced(_request(command)), _reason(command)
    write = store.record_rejected(
        table=world.table("orders"), order=order, created_at=world.clock().isoformat(), reason=reason
    )
    event = decided(order, OrderStatus.REJECTED, sequence=1, reason=reason)
    return LocalTransaction(writes=(write,), events=(event,))


@service.compensation(never_done=_record_rejected)
def reject(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    order, reason = store.order_of(done["order"]), _reason(command)
    write = store.decide(
        table=world.table("orders"), order_id=order.order_id, status=OrderStatus.REJECTED, reason=reason
    )
    event = decided(order, OrderStatus.REJECTED, sequence=2, reason=reason)
    return LocalTransaction(writes=(write,), events=(event,))


@service.action()
def approve(command: Command, world: World) -> LocalTransaction:
    table = world.table("orders")
    order = store.find(world, table=table, order_id=command.saga_id)
    if order is None:
        raise Inconsistent(f"there is no order {command.saga_id} to approve")
    write = store.decide(table=table, order_id=order.order_id, status=OrderStatus.APPROVED)
    return LocalTransaction(writes=(write,), events=(decided(order, OrderStatus.APPROVED, sequence=2),))


@service.action()
def begin_cancellation(command: Command, world: World) -> LocalTransaction:
    table, caller = world.table("orders"), required(command, "caller")
    order = _cancelled_one(command, world)
    lock = store.lock(table=table, order_id=order.order_id, caller=caller, saga_id=command.saga_id)
    event = cancellation(
        "OrderCancellationBegun", told(order, OrderStatus.CANCELLING), saga_id=command.saga_id, sequence=1
    )
    return LocalTransaction(writes=(lock,), done={"order": order.as_dict()}, events=(event,))


def _record_refused(command: Command, world: World) -> LocalTransaction:
    """The lock was never taken: the order is as it was, and the client hears why."""
    order_id, reason = required(command, "order_id"), _reason(command)
    item = store.find_item(world, table=world.table("orders"), order_id=order_id)
    if item:
        as_it_is = told(store.order_of(item), OrderStatus(item["status"]), reason)
    else:
        as_it_is = {"order_id": order_id, "status": None, "reason": dict(reason)}
    event = cancellation("OrderCancellationRejected", as_it_is, saga_id=command.saga_id, sequence=1)
    return LocalTransaction(events=(event,))


@service.compensation(never_done=_record_refused)
def end_cancellation(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    order = store.order_of(done["order"])
    released = store.unlock(
        table=world.table("orders"),
        order_id=order.order_id,
        saga_id=command.saga_id,
        status=OrderStatus.APPROVED,
    )
    event = cancellation(
        "OrderCancellationRejected",
        told(order, OrderStatus.APPROVED, _reason(command)),
        saga_id=command.saga_id,
        sequence=2,
    )
    return LocalTransaction(writes=(released,), events=(event,))


@service.action()
def cancel(command: Command, world: World) -> LocalTransaction:
    table, order_id = world.table("orders"), required(command, "order_id")
    order = store.find(world, table=table, order_id=order_id)
    if order is None:
        raise Inconsistent(f"there is no order {order_id} to cancel")
    released = store.unlock(
        table=table, order_id=order_id, saga_id=command.saga_id, status=OrderStatus.CANCELLED
    )
    event = cancellation(
        "OrderCancelled", told(order, OrderStatus.CANCELLED), saga_id=command.saga_id, sequence=2
    )
    return LocalTransaction(writes=(released,), events=(event,))


def _cancelled_one(command: Command, world: World) -> Order:
    """The order that a cancellation is about. Raises Rejected where there is none; the lock tells all else."""
    order_id, caller = required(command, "order_id"), required(command, "caller")
    order = store.find(world, table=world.table("orders"), order_id=order_id)
    if order is None:
        raise not_to_be_cancelled(order_id, caller=caller, found=None)
    return order


def _request(command: Command) -> Request:
    return Request(
        order_id=command.saga_id,
        caller=required(command, "caller"),
        customer_id=required(command, "customer_id"),
        items=required(command, "items"),
        callback_url=required(command, "callback_url"),
    )


def _reason(command: Command) -> Mapping[str, str]:
    return (command.reason or Reason(code="UNKNOWN", message="no reason was given")).as_dict()
