"""The semantic lock of an order that was decided: a status that says which saga is at work on it.

Whoever reads the order sees it. A lock is taken by the first step of a saga and released by its last, or by the
compensation of its first; so a saga that waits for a lock holds none, and no two ever wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.orders.domain import Order, OrderStatus
from lambdas.orders.store import find_item, order_key, order_of
from lambdas.shared.approval import CANCELLED
from lambdas.shared.errors import Inconsistent, Locked, Rejected, SagaError, Transient
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World

_LOCKED = (OrderStatus.PENDING, OrderStatus.CANCELLING, OrderStatus.CHANGING)


def read_to_lock(world: World, *, order_id: str, caller: str) -> tuple[Order, int]:
    """The order and its version, which is 1 for one from before there were versions. Raises Locked, Rejected.

    One that is not there may be on its way, if its saga has not begun: it is waited for like one that is locked.
    The order of somebody else is as if it were not there, and is not waited for.
    """
    item = find_item(world, table=world.table("orders"), order_id=order_id)
    if item is None:
        raise Locked(code="NO_SUCH_ORDER", message=f"there is no order {order_id}")
    if item["caller"] != caller:
        raise Rejected(code="NO_SUCH_ORDER", message=f"there is no order {order_id}")
    if item["status"] != OrderStatus.APPROVED:
        raise _refusal(order_id, item)
    return order_of(item), item.get("version", 1)


@dataclass(frozen=True, kw_only=True)
class Lock:
    """`status` shows it to others; `wanted` is what the order is to become, None when it is not to be changed."""

    saga_id: str
    status: OrderStatus
    wanted: Mapping[str, Any] | None = None


def locking(world: World, lock: Lock, *, order_id: str, version: int) -> Write:
    """From APPROVED to a lock, if the order is what was read (reread value)."""
    return update(
        table=world.table("orders"),
        key=order_key(order_id),
        expression="SET #status = :lock, #locked_by = :saga_id, #wanted = :wanted",
        condition="#status = :approved AND (attribute_not_exists(#version) OR #version = :version)",
        values={
            "lock": lock.status.value,
            "saga_id": lock.saga_id,
            "wanted": dict(lock.wanted) if lock.wanted else None,
            "approved": OrderStatus.APPROVED.value,
            "version": version,
        },
        refused=lambda old: _not_as_read(order_id, old),
    )


def unlocking(world: World, *, order_id: str, saga_id: str, status: OrderStatus) -> Write:
    """To what became of the order; only who holds the lock can release it."""
    return update(
        table=world.table("orders"),
        key=order_key(order_id),
        expression="SET #status = :status REMOVE #locked_by, #wanted",
        condition="#locked_by = :saga_id",
        values={"status": status.value, "saga_id": saga_id},
        refused=unexpected(f"order {order_id} is not locked by {saga_id}"),
    )


def unlocking_changed(world: World, *, order: Order, saga_id: str) -> Write:
    """To APPROVED again, with other lines, and as a new version."""
    return update(
        table=world.table("orders"),
        key=order_key(order.order_id),
        expression="SET #status = :approved, #lines = :lines, #total = :total, "
        "#version = if_not_exists(#version, :one) + :one REMOVE #locked_by, #wanted",
        condition="#locked_by = :saga_id",
        values={
            "approved": OrderStatus.APPROVED.value,
            "lines": [dict(line) for line in order.lines],
            "total": order.total,
            "one": 1,
            "saga_id": saga_id,
        },
        refused=unexpected(f"order {order.order_id} is not locked by {saga_id}"),
    )


def locked_one(world: World, *, order_id: str, saga_id: str) -> Mapping[str, Any]:
    """The item of an order that this saga has locked, or had. Raises Inconsistent when there is none."""
    item = find_item(world, table=world.table("orders"), order_id=order_id)
    if item is None:
        raise Inconsistent(f"there is no order {order_id}, which {saga_id} has locked")
    return item


def _not_as_read(order_id: str, found: Mapping[str, Any] | None) -> SagaError:
    if found and found["status"] == OrderStatus.APPROVED:
        return Transient(f"order {order_id} was changed since it was read")
    return _refusal(order_id, found or {"status": OrderStatus.REJECTED})


def _refusal(order_id: str, found: Mapping[str, Any]) -> SagaError:
    status = OrderStatus(found["status"])
    if status in _LOCKED:
        return Locked(
            code="ORDER_LOCKED", message=f"order {order_id} is {status}: another saga is at work on it"
        )
    if (found.get("reason") or {}).get("code") == CANCELLED:
        message = f"order {order_id} was cancelled before anything was taken for it: it is {status}"
        return Rejected(code="ALREADY_CANCELLED", message=message)
    return Rejected(code="ORDER_NOT_APPROVED", message=f"order {order_id} is {status}")
