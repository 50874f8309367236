"""The functions of orders: create, its compensation reject, and approve after the pivot; those of a cancellation,
and of a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.orders import cancelling, changing, store
from lambdas.orders.domain import OrderStatus, Request, created, decided, priced, unpriced
from lambdas.orders.refusing import reason_of
from lambdas.shared.contract import Command, required
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
    order, reason = unpriced(_request(command)), reason_of(command)
    write = store.record_rejected(
        table=world.table("orders"), order=order, created_at=world.clock().isoformat(), reason=reason
    )
    event = decided(order, OrderStatus.REJECTED, sequence=1, reason=reason)
    return LocalTransaction(writes=(write,), events=(event,))


@service.compensation(never_done=_record_rejected)
def reject(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    order, reason = store.order_of(done["order"]), reason_of(command)
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


begin_cancellation = service.action()(cancelling.begin)
end_cancellation = service.compensation(never_done=cancelling.never_begun)(cancelling.end)
cancel = service.action()(cancelling.complete)

begin_change = service.action()(changing.begin)
end_change = service.compensation(never_done=changing.never_begun)(changing.end)
confirm_change = service.action()(changing.confirm)


def _request(command: Command) -> Request:
    return Request(
        order_id=command.saga_id,
        caller=required(command, "caller"),
        customer_id=required(command, "customer_id"),
        items=required(command, "items"),
        callback_url=required(command, "callback_url"),
    )
