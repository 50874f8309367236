"""Groups in the orders table: `group#<id>` is one, `part#<order>` says that an order is of it.

A part also keeps the task tokens that wait for what becomes of its order. A group belongs to who placed it by names
of its own: the index of a caller's orders is of orders only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lambdas.orders.domain import OrderStatus
from lambdas.orders.group import Group, GroupStatus, Position, not_to_be_confirmed, part_id
from lambdas.orders.store import find_item, order_key
from lambdas.shared import tokens
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, check, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_TABLE = "orders"


def group_key(group_id: str) -> Item:
    return {"pk": f"group#{group_id}", "sk": "group"}


def part_key(order_id: str) -> Item:
    return {"pk": f"part#{order_id}", "sk": "part"}


def opening(
    world: World, group: Group, status: GroupStatus, reason: Mapping[str, str] | None = None
) -> Write:
    """A new group: PENDING, or one that was never opened, as the rejected one that its client asks for."""
    known = {name: value for name, value in group.as_dict().items() if name != "caller"}
    item = {
        **group_key(group.group_id),
        **known,
        "placed_by": group.caller,
        "placed_at": world.clock().isoformat(),
        "status": status.value,
        "reason": dict(reason) if reason else None,
    }
    return put(
        table=world.table(_TABLE), item=item, refused=unexpected(f"group {group.group_id} is there already")
    )


def deciding(
    world: World, group_id: str, status: GroupStatus, reason: Mapping[str, str] | None = None
) -> Write:
    return update(
        table=world.table(_TABLE),
        key=group_key(group_id),
        expression="SET #status = :status, #reason = :reason",
        condition="#status = :pending",
        values={
            "status": status.value,
            "reason": dict(reason) if reason else None,
            "pending": GroupStatus.PENDING.value,
        },
        refused=unexpected(f"group {group_id} is not PENDING"),
    )


def approved(world: World, order_id: str) -> Write:
    """That an order is APPROVED in the very transaction."""
    return check(
        table=world.table(_TABLE),
        key=order_key(order_id),
        condition="#status = :approved",
        values={"approved": OrderStatus.APPROVED.value},
        refused=lambda old: not_to_be_confirmed(order_id, old),
    )


def find_group(world: World, group_id: str) -> Group | None:
    item = read(world, table=world.table(_TABLE), key=group_key(group_id))
    return group_of(item) if item else None


def group_of(item: Mapping[str, object]) -> Group:
    """The group in an item, or in what the journal keeps of it."""
    names = ("group_id", "customer_id", "callback_url")
    caller = item.get("placed_by", item.get("caller"))
    return Group(caller=caller, **{name: item[name] for name in names})  # type: ignore[arg-type]


def placing(world: World, group_id: str, position: Position, *, token: str) -> Write:
    order_id = part_id(group_id, position)
    item = {
        **part_key(order_id),
        "group_id": group_id,
        "order_id": order_id,
        "position": position.value,
        "status": GroupStatus.PENDING.value,
        "tokens": [token],
    }
    return put(
        table=world.table(_TABLE), item=item, refused=unexpected(f"order {order_id} is placed already")
    )


def taking_back(world: World, order_id: str) -> Write:
    return update(
        table=world.table(_TABLE),
        key=part_key(order_id),
        expression="SET #status = :rejected",
        condition="#status = :pending",
        values={"rejected": GroupStatus.REJECTED.value, "pending": GroupStatus.PENDING.value},
        refused=unexpected(f"the part {order_id} is not PENDING"),
    )


def find_part(world: World, order_id: str) -> Item | None:
    return read(world, table=world.table(_TABLE), key=part_key(order_id))


def note_token(world: World, order_id: str, *, token: str, again: Write) -> None:
    """That this token waits as well. `again` is written with it if the order is decided already; if it is not yet,
    that is made sure of, so that its event comes later than the token. Raises Transient.
    """

    def beside(_: Item) -> tuple[Write, ...]:
        order = find_item(world, table=world.table(_TABLE), order_id=order_id)
        decided = order is not None and order["status"] != OrderStatus.PENDING
        return (again if decided else _undecided(world, order_id),)

    tokens.note(world, table=world.table(_TABLE), key=part_key(order_id), token=token, beside=beside)


def _undecided(world: World, order_id: str) -> Write:
    return check(
        table=world.table(_TABLE),
        key=order_key(order_id),
        condition="attribute_not_exists(#pk) OR #status = :pending",
        values={"pending": OrderStatus.PENDING.value},
        refused=unexpected(f"order {order_id} was decided in between"),
    )
