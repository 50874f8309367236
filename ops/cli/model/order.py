"""The order that a saga is about, as it is now, and which saga has locked it.

Who is at work on an order is written on it; who was, only the sagas know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.shared.lookup import item_of
from lambdas.shared.view import PENDING

if TYPE_CHECKING:
    from lambdas.shared.world import World
    from ops.cli.model.saga import Saga


@dataclass(frozen=True, kw_only=True)
class Order:
    """`version` counts from 1, one more with each change. `locked_by` is a saga's id, or None."""

    order_id: str
    status: str
    version: int
    locked_by: str | None


def order_of(world: World, saga: Saga) -> Order | None:
    """None while there is none. Raises Transient.

    A PENDING order is locked by the saga that makes it, which has its id.
    """
    item = item_of(world, saga.order_id) if saga.order_id else None
    if item is None:
        return None
    maker = item["order_id"] if item["status"] == PENDING else None
    return Order(
        order_id=item["order_id"],
        status=item["status"],
        version=item.get("version", 1),
        locked_by=item.get("locked_by", maker),
    )
