"""Participants without the pessimistic view: a change gives back what will be fewer before it is certain, and whoever
reads it takes it. A compensation may not be refused, so it takes back what may be gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.customers.holding import held_for
from lambdas.customers.store import customer_key
from lambdas.inventory import store
from lambdas.inventory.domain import Line, ReservationStatus, lines_of, more
from lambdas.shared.contract import Command, required
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.world import World

_inventory = Service("inventory", aggregate="reservations")
_customers = Service("customers", aggregate="credits")
_NO_CONDITION = unexpected("no condition")


@_inventory.action()
def adjust(command: Command, world: World) -> LocalTransaction:
    order_id, wanted = required(command, "order_id"), lines_of(required(command, "items"))
    held = store.reservation(world, table="inventory", saga_id=order_id).lines
    further, fewer = more(held, wanted), more(wanted, held)
    return LocalTransaction(
        writes=(
            _reserved(order_id, ReservationStatus.ADJUSTING, wanted),
            *(_taken(line.sku, line.quantity) for line in further),
            *(_taken(line.sku, -line.quantity) for line in fewer),
        ),
        done={"order_id": order_id, "lines": store.as_items(held), "wanted": store.as_items(wanted)},
        events=(_event("StockAdjusted", "stock-adjustments", command, sequence=1),),
    )


@_inventory.compensation()
def readjust(command: Command, _world: World, done: Mapping[str, Any]) -> LocalTransaction:
    before, wanted = lines_of(done["lines"]), lines_of(done["wanted"])
    return LocalTransaction(
        writes=(
            _reserved(done["order_id"], ReservationStatus.RESERVED, before),
            *(_taken(line.sku, line.quantity) for line in more(wanted, before)),
            *(_taken(line.sku, -line.quantity) for line in more(before, wanted)),
        ),
        events=(_event("StockReadjusted", "stock-adjustments", command, sequence=2),),
    )


@_customers.action()
def adjust_credit(command: Command, world: World) -> LocalTransaction:
    """`by` is below zero here: credit that will be free."""
    held, by = held_for(world, required(command, "order_id")), required(command, "by")
    return LocalTransaction(
        writes=(_held(held.order_id, held.customer_id, held.amount + by), _spent(held.customer_id, by)),
        done={"order_id": held.order_id, "customer_id": held.customer_id, "amount": held.amount, "by": by},
        events=(_event("CreditAdjusted", "credit-adjustments", command, sequence=1),),
    )


@_customers.compensation()
def readjust_credit(command: Command, _world: World, done: Mapping[str, Any]) -> LocalTransaction:
    return LocalTransaction(
        writes=(
            _held(done["order_id"], done["customer_id"], done["amount"]),
            _spent(done["customer_id"], -done["by"]),
        ),
        events=(_event("CreditReadjusted", "credit-adjustments", command, sequence=2),),
    )


def _reserved(order_id: str, status: ReservationStatus, lines: tuple[Line, ...]) -> Write:
    return update(
        table="inventory",
        key=store.reservation_key(order_id),
        expression="SET #status = :status, #lines = :lines",
        values={"status": status.value, "lines": store.as_items(lines)},
        refused=_NO_CONDITION,
    )


def _taken(sku: str, pieces: int) -> Write:
    """From the shelf, or back to it when below zero."""
    return update(
        table="inventory",
        key=store.stock_key(sku),
        expression="SET #available = #available - :pieces, #reserved = #reserved + :pieces",
        values={"pieces": pieces},
        refused=_NO_CONDITION,
    )


def _held(order_id: str, customer_id: str, amount: int) -> Write:
    item = {"pk": f"credit#{order_id}", "sk": "credit", "customer_id": customer_id, "amount": amount}
    return put(
        table="customers", item=item, condition="#pk <> :none", values={"none": ""}, refused=_NO_CONDITION
    )


def _spent(customer_id: str, amount: int) -> Write:
    return update(
        table="customers",
        key=customer_key(customer_id),
        expression="SET #available_credit = #available_credit - :amount",
        values={"amount": amount},
        refused=_NO_CONDITION,
    )


def _event(name: str, aggregate: str, command: Command, *, sequence: int) -> DomainEvent:
    subject = f"{aggregate}/{command.saga_id}"
    return DomainEvent(type=name, subject=subject, sequence=sequence, data={"saga_id": command.saga_id})
