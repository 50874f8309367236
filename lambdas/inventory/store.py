"""The inventory table: `stock#<sku>` holds available and reserved pieces, `reservation#<order>` its lines.

Stock moves by commutative updates guarded by a floor, so that two sagas on one article need not see each
other; the reservation's status is the guard against doing the second half of a move twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lambdas.inventory.domain import (
    Line,
    Reservation,
    ReservationStatus,
    lines_of,
    not_to_be_moved,
    not_to_be_shipped,
    out_of_stock,
)
from lambdas.shared.errors import Inconsistent
from lambdas.shared.reads import read
from lambdas.shared.writes import ABSENT, Refusal, Write, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


def stock_item(*, sku: str, available: int) -> Item:
    """An article as it is first put on the shelf."""
    return {**stock_key(sku), "sku": sku, "available": available, "reserved": 0}


def stock_key(sku: str) -> Item:
    return {"pk": f"stock#{sku}", "sk": "stock"}


def reservation_key(saga_id: str) -> Item:
    return {"pk": f"reservation#{saga_id}", "sk": "reservation"}


def reserve(*, table: str, saga_id: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Available to reserved, where enough is available. What it is to leave with, if that was said before, stays."""
    opened = update(
        table=table,
        key=reservation_key(saga_id),
        expression="SET #status = :reserved, #lines = :lines",
        condition=f"{ABSENT} OR #status = :awaited",
        values={
            "reserved": ReservationStatus.RESERVED.value,
            "lines": as_items(lines),
            "awaited": ReservationStatus.AWAITED.value,
        },
        refused=unexpected(f"reservation of {saga_id} exists"),
    )
    return (opened, *take(table=table, lines=lines))


def release(*, table: str, saga_id: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved back to available."""
    refused = unexpected(f"reservation of {saga_id} is not open")
    closed = _close(table, saga_id, lines, ReservationStatus.RELEASED, refused=refused)
    return (closed, *give_back(table=table, lines=lines))


def ship(*, table: str, saga_id: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved to gone."""
    return (close_shipped(table=table, saga_id=saga_id, lines=lines), *take_away(table=table, lines=lines))


def close_shipped(*, table: str, saga_id: str, lines: Sequence[Line]) -> Write:
    """The reservation's part of it."""
    return _close(
        table, saga_id, lines, ReservationStatus.SHIPPED, refused=lambda old: not_to_be_shipped(saga_id, old)
    )


def take_away(*, table: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved to gone."""
    return tuple(_move(table, line, to_available=0) for line in lines)


def withdraw(*, table: str, order_id: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved back to available, for an order that is cancelled, unless its goods have left."""
    closed = _close(
        table,
        order_id,
        lines,
        ReservationStatus.WITHDRAWN,
        refused=lambda old: not_to_be_moved(order_id, old),
    )
    return (closed, *give_back(table=table, lines=lines))


def take(*, table: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Available to reserved, where enough is available."""
    return tuple(_take(table, line) for line in lines)


def give_back(*, table: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved to available."""
    return tuple(_move(table, line, to_available=line.quantity) for line in lines)


def reservation(world: World, *, table: str, saga_id: str) -> Reservation:
    """Raises Inconsistent when there is none."""
    item = read(world, table=table, key=reservation_key(saga_id))
    if item is None:
        raise Inconsistent(f"order {saga_id} has no reservation")
    return Reservation(
        status=ReservationStatus(item["status"]),
        lines=lines_of(item["lines"]),
        wanted=lines_of(item.get("wanted") or ()),
        consignment=item.get("consignment"),
    )


def as_items(lines: Sequence[Line]) -> list[dict[str, Any]]:
    return [line.as_dict() for line in lines]


def _take(table: str, line: Line) -> Write:
    return update(
        table=table,
        key=stock_key(line.sku),
        expression="SET #available = #available - :quantity, #reserved = #reserved + :quantity",
        condition="#available >= :quantity",
        values={"quantity": line.quantity},
        refused=lambda old: out_of_stock(line, available=old["available"] if old else None),
    )


def _move(table: str, line: Line, *, to_available: int) -> Write:
    return update(
        table=table,
        key=stock_key(line.sku),
        expression="SET #available = #available + :back, #reserved = #reserved - :quantity",
        condition="#reserved >= :quantity",
        values={"back": to_available, "quantity": line.quantity},
        refused=unexpected(f"less of {line.sku} is reserved than the {line.quantity} of this reservation"),
    )


def _close(
    table: str, saga_id: str, lines: Sequence[Line], status: ReservationStatus, *, refused: Refusal
) -> Write:
    """From RESERVED to an end, if the lines are what was read."""
    return update(
        table=table,
        key=reservation_key(saga_id),
        expression="SET #status = :status",
        condition="#status = :reserved AND #lines = :lines",
        values={
            "status": status.value,
            "reserved": ReservationStatus.RESERVED.value,
            "lines": as_items(lines),
        },
        refused=refused,
    )
