"""The rules of stock and reservations. Plain Python; quantities are whole pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lambdas.shared.errors import Inconsistent, InvalidCommand, Rejected, SagaError, Transient
from lambdas.shared.events import DomainEvent


class ReservationStatus(StrEnum):
    RESERVED = "RESERVED"
    RELEASED = "RELEASED"
    SHIPPED = "SHIPPED"
    WITHDRAWN = "WITHDRAWN"
    ADJUSTING = "ADJUSTING"
    AWAITED = "AWAITED"


@dataclass(frozen=True, kw_only=True)
class Line:
    """So many pieces of one article."""

    sku: str
    quantity: int

    def as_dict(self) -> dict[str, Any]:
        return {"sku": self.sku, "quantity": self.quantity}


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """What is held for an order, or was; `wanted` is what will be held, while it is ADJUSTING.

    AWAITED: nothing is, and what will be is to leave with a `consignment` and not by itself.
    """

    status: ReservationStatus
    lines: tuple[Line, ...]
    wanted: tuple[Line, ...] = ()
    consignment: str | None = None


def lines_of(items: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The lines of a request. Raises InvalidCommand for a quantity below one or an article named twice."""
    lines = tuple(Line(sku=item["sku"], quantity=item["quantity"]) for item in items)
    for line in lines:
        if line.quantity < 1:
            raise InvalidCommand(f"quantity of {line.sku} must be at least 1, not {line.quantity}")
    if len({line.sku for line in lines}) != len(lines):
        raise InvalidCommand(f"an article is named twice: {[line.sku for line in lines]}")
    return lines


def out_of_stock(line: Line, *, available: int | None) -> Rejected:
    """Why a line could not be reserved; `available` is None for an article that is not kept at all."""
    if available is None:
        return Rejected(code="UNKNOWN_ARTICLE", message=f"article {line.sku} is not in stock here")
    wanted = f"{line.quantity} of article {line.sku} wanted, {available} available"
    return Rejected(code="OUT_OF_STOCK", message=wanted)


def not_to_be_moved(order_id: str, found: Mapping[str, Any] | None) -> SagaError:
    """Why the goods of an order cannot be withdrawn or adjusted; only for goods that have left is that an answer."""
    status = ReservationStatus(found["status"]) if found else None
    if status is ReservationStatus.SHIPPED:
        return Rejected(code="ORDER_SHIPPED", message=f"the goods of order {order_id} have left")
    return Inconsistent(f"the reservation of order {order_id} is {status}")


def not_to_be_shipped(saga_id: str, found: Mapping[str, Any] | None) -> SagaError:
    """Withdrawn or adjusted since it was looked at: to be looked at again."""
    status = ReservationStatus(found["status"]) if found else None
    if status in (ReservationStatus.RESERVED, ReservationStatus.ADJUSTING, ReservationStatus.WITHDRAWN):
        return Transient(f"the reservation of {saga_id} has become {status} at this moment")
    return Inconsistent(f"the reservation of {saga_id} is {status}, not RESERVED")


def reservation_event(name: str, *, saga_id: str, sequence: int, lines: Sequence[Line]) -> DomainEvent:
    data = {"saga_id": saga_id, "lines": [line.as_dict() for line in lines]}
    return DomainEvent(type=name, subject=f"reservations/{saga_id}", sequence=sequence, data=data)


def consignment_event(name: str, *, consignment: str, order_ids: Sequence[str], sequence: int) -> DomainEvent:
    data = {"saga_id": consignment, "order_ids": list(order_ids)}
    return DomainEvent(type=name, subject=f"consignments/{consignment}", sequence=sequence, data=data)


def sum_of(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each article once, since a transaction touches an item once."""
    pieces: Counter[str] = Counter()
    for line in lines:
        pieces[line.sku] += line.quantity
    return tuple(Line(sku=sku, quantity=quantity) for sku, quantity in pieces.items())


def more(before: Sequence[Line], after: Sequence[Line]) -> tuple[Line, ...]:
    """What `after` has more of, article by article."""
    had = {line.sku: line.quantity for line in before}
    by = (Line(sku=line.sku, quantity=line.quantity - had.get(line.sku, 0)) for line in after)
    return tuple(line for line in by if line.quantity > 0)


def with_more(lines: Sequence[Line], further: Sequence[Line]) -> tuple[Line, ...]:
    """These lines and those that are more."""
    by = {line.sku: line.quantity for line in further}
    return tuple(Line(sku=line.sku, quantity=line.quantity + by.get(line.sku, 0)) for line in lines)
