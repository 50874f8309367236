"""Telling a group's execution what became of one of its orders: from the order's event, so that it is never forgotten.

It is told what the order is by then, and goes on from that moment, however late the event is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.orders.domain import OrderStatus
from lambdas.orders.groups import find_part
from lambdas.orders.store import find_item
from lambdas.shared import tokens
from lambdas.shared.tokens import No, Told, Yes

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.items import Item
    from lambdas.shared.world import World


def tell(world: World, order_id: str, states: SFNClient) -> int:
    """How many tokens were waited for; none for an order that is of no group, or not decided. Raises Transient."""
    part = find_part(world, order_id)
    order = find_item(world, table=world.table("orders"), order_id=order_id) if part else None
    if part is None or order is None or order["status"] == OrderStatus.PENDING:
        return 0
    return tokens.tell(part["tokens"], _answer(world, part, order), states)


def _answer(world: World, part: Item, order: Item) -> Told:
    """An order that was approved and is something else by now is looked at again before the group is confirmed."""
    if order["status"] != OrderStatus.REJECTED:
        return Yes(since=world.clock().isoformat())
    reason = order["reason"] or {}
    return No(
        code=f"{part['position']}_ORDER_REJECTED",
        message=f"{reason.get('code')}: {reason.get('message')}",
    )
