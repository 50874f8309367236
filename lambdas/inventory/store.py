"""The inventory table: `stock#<sku>` holds available and reserved pieces, `reservation#<saga>` its lines.

Stock moves by commutative updates guarded by a floor, so that two sagas on one article need not see each
other; the reservation's status is the guard against doing the second half of a move twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lambdas.inventory.domain import Line, ReservationStatus, lines_of, out_of_stock
from lambdas.shared.errors import Inconsistent
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected, update

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
    """Available to reserved, where enough is available."""
    reservation = {
        **reservation_key(saga_id),
        "status": ReservationStatus.RESERVED.value,
        "lines": [line.as_dict() for line in lines],
    }
    opened = put(table=table, item=reservation, refused=unexpected(f"reservation of {saga_id} exists"))
    return (opened, *(_take(table, line) for line in lines))


def release(*, table: str, saga_id: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved back to available."""
    closed = _close(table, saga_id, ReservationStatus.RELEASED)
    return (closed, *(_move(table, line, to_available=line.quantity) for line in lines))


def ship(*, table: str, saga_id: str, lines: Sequence[Line]) -> tuple[Write, ...]:
    """Reserved to gone."""
    closed = _close(table, saga_id, ReservationStatus.SHIPPED)
    return (closed, *(_move(table, line, to_available=0) for line in lines))


def reserved_lines(world: World, *, table: str, saga_id: str) -> tuple[Line, ...]:
    """The lines of a reservation. Raises Inconsistent when there is none."""
    reservation = read(world, table=table, key=reservation_key(saga_id))
    if reservation is None:
        raise Inconsistent(f"saga {saga_id} has no reservation to ship")
    return lines_of(reservation["lines"])


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


def _close(table: str, saga_id: str, status: ReservationStatus) -> Write:
    return update(
        table=table,
        key=reservation_key(saga_id),
        expression="SET #status = :status",
        condition="#status = :reserved",
        values={"status": status.value, "reserved": ReservationStatus.RESERVED.value},
        refused=unexpected(f"reservation of {saga_id} is not open"),
    )
