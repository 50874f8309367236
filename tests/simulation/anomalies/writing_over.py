"""Participants without commutative updates: what was read is worked out anew and written over what is there now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.customers.domain import credit_event, no_credit
from lambdas.customers.store import customer_key
from lambdas.inventory import store
from lambdas.inventory.domain import ReservationStatus, lines_of, out_of_stock, reservation_event
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.reads import read
from lambdas.shared.runtime import Service
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

_inventory = Service("inventory", aggregate="reservations")
_customers = Service("customers", aggregate="credits")


@_inventory.action()
def reserve(command: Command, world: World) -> LocalTransaction:
    """An order of one article. What is read is looked at, and so it is refused in good time, as it seems."""
    (line,) = lines_of(required(command, "items"))
    before = read(world, table="inventory", key=store.stock_key(line.sku))
    if before is None or before["available"] < line.quantity:
        raise out_of_stock(line, available=before["available"] if before else None)
    held: Item = {
        **store.reservation_key(command.saga_id),
        "status": ReservationStatus.RESERVED.value,
        "lines": store.as_items([line]),
    }
    left = {"available": before["available"] - line.quantity, "reserved": before["reserved"] + line.quantity}
    return LocalTransaction(
        writes=(
            put(table="inventory", item=held, refused=unexpected("reserved already")),
            _over("inventory", store.stock_key(line.sku), left),
        ),
        done={
            "lines": store.as_items([line]),
            "before": {"available": before["available"], "reserved": before["reserved"]},
        },
        events=(reservation_event("StockReserved", saga_id=command.saga_id, sequence=1, lines=[line]),),
    )


@_inventory.compensation()
def release(command: Command, _world: World, done: Mapping[str, Any]) -> LocalTransaction:
    """The shelf is put back to what was seen there."""
    (line,) = lines_of(done["lines"])
    closed = {"status": ReservationStatus.RELEASED.value}
    return LocalTransaction(
        writes=(
            _over("inventory", store.reservation_key(command.saga_id), closed),
            _over("inventory", store.stock_key(line.sku), done["before"]),
        ),
        events=(reservation_event("StockReleased", saga_id=command.saga_id, sequence=2, lines=[line]),),
    )


@_customers.action()
def reserve_credit(command: Command, world: World) -> LocalTransaction:
    customer_id, amount = required(command, "customer_id"), required(command, "amount")
    before = read(world, table="customers", key=customer_key(customer_id))
    if before is None or before["available_credit"] < amount:
        available = before["available_credit"] if before else None
        raise no_credit(customer_id=customer_id, amount=amount, available=available)
    event = credit_event(
        "CreditReserved", saga_id=command.saga_id, sequence=1, customer_id=customer_id, amount=amount
    )
    left = {"available_credit": before["available_credit"] - amount}
    return LocalTransaction(
        writes=(_over("customers", customer_key(customer_id), left),),
        done={"customer_id": customer_id, "amount": amount},
        events=(event,),
    )


def _over(table: str, key: Item, values: Mapping[str, Any]) -> Write:
    """Whatever is there by now."""
    expression = "SET " + ", ".join(f"#{name} = :{name}" for name in values)
    return update(
        table=table, key=key, expression=expression, values=values, refused=unexpected("no condition")
    )
