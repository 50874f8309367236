"""The functions of orders: create, its compensation reject, and approve after the pivot; those of a cancellation,
of a change, and of a group, whose orders have sagas of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from lambdas.orders import cancelling, changing, grouping, nesting, store, telling
from lambdas.orders.domain import OrderStatus, created, decided, priced
from lambdas.orders.group import Position
from lambdas.orders.refusing import never_created, reason_of, request_of
from lambdas.shared import world as worlds
from lambdas.shared.contract import Command, parse_command
from lambdas.shared.errors import Inconsistent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.passing_on import pass_on
from lambdas.shared.runtime import Service

if TYPE_CHECKING:
    from lambdas.shared.world import World

service = Service("orders", aggregate="orders")


@service.action()
def create(command: Command, world: World) -> LocalTransaction:
    table, request = world.table("orders"), request_of(command)
    articles = store.catalogue(world, table=table, skus=(item["sku"] for item in request.items))
    order = priced(request, articles)
    return LocalTransaction(
        writes=(store.open_order(table=table, order=order, created_at=world.clock().isoformat()),),
        reply={"total": order.total, "currency": order.currency},
        done={"order": order.as_dict()},
        events=(created(order),),
    )


@service.compensation(never_done=never_created)
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

open_group = service.action()(grouping.open_one)
reject_group = service.compensation(never_done=grouping.never_opened)(grouping.reject)
confirm_group = service.action()(grouping.confirm)
resolve_group = service.resolution()

cancel_first = service.compensation()(partial(nesting.take_back, position=Position.FIRST))
cancel_second = service.compensation()(partial(nesting.take_back, position=Position.SECOND))

_place_first = service.action()(partial(nesting.place, position=Position.FIRST))
_place_second = service.action()(partial(nesting.place, position=Position.SECOND))


def place_first(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    answer = _place_first(event, context)
    nesting.placed(parse_command(event), worlds.current(), position=Position.FIRST)
    return answer


def place_second(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    answer = _place_second(event, context)
    nesting.placed(parse_command(event), worlds.current(), position=Position.SECOND)
    return answer


def tell(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A queue's messages, each an event of a group's order from EventBridge. Raises Transient, as that of approvals."""
    world = worlds.current()
    states = world.service("stepfunctions")
    return pass_on(event, lambda order_id: telling.tell(world, order_id, states), service=service)
