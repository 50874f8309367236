"""The credit that an order holds: what its saga reserved, as changed since; given back when it is cancelled.

    credit#<order>   amount: what is held · fewer: what will be given back, while a change is under way

The item is there once an order was changed or cancelled; before, the journal of the order's saga says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.customers.store import release_credit, reserve_credit
from lambdas.shared.contract import Command, required
from lambdas.shared.errors import Inconsistent
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, put, unexpected

if TYPE_CHECKING:
    from lambdas.shared.world import World

_SETTLED = "attribute_not_exists(#pk) OR (#fewer = :none AND #amount = :amount)"
_ADJUSTING = "#adjusted_by = :saga_id"


@dataclass(frozen=True, kw_only=True)
class Held:
    """Of one order, in minor units."""

    order_id: str
    customer_id: str
    amount: int
    fewer: int = 0

    def writing(
        self, table: str, *, condition: str, values: Mapping[str, Any], adjusted_by: str | None
    ) -> Write:
        item = {
            **_key(self.order_id),
            "customer_id": self.customer_id,
            "amount": self.amount,
            "fewer": self.fewer,
            "adjusted_by": adjusted_by,
        }
        refused = unexpected(f"the credit of order {self.order_id} is not as it was")
        return put(table=table, item=item, condition=condition, values=values, refused=refused)


def held_for(world: World, order_id: str) -> Held:
    """Raises Inconsistent when nothing is."""
    table = world.table("customers")
    item = read(world, table=table, key=_key(order_id))
    if item:
        return Held(
            order_id=order_id, customer_id=item["customer_id"], amount=item["amount"], fewer=item["fewer"]
        )
    step = read(world, table=table, key={"pk": f"saga#{order_id}", "sk": "customers.reserve_credit"})
    if step is None or step["status"] != "DONE":
        raise Inconsistent(f"no credit is reserved for order {order_id}")
    return Held(order_id=order_id, customer_id=step["done"]["customer_id"], amount=step["done"]["amount"])


def give_back(command: Command, world: World) -> LocalTransaction:
    """All of it, for an order that is cancelled."""
    table, held = world.table("customers"), held_for(world, required(command, "order_id"))
    nothing = Held(order_id=held.order_id, customer_id=held.customer_id, amount=0)
    noted = nothing.writing(table, condition=_SETTLED, values=_as_read(held), adjusted_by=None)
    returned = release_credit(table=table, customer_id=held.customer_id, amount=held.amount)
    event = _event("CreditReturned", "credit-returns", command, held, by=-held.amount, sequence=1)
    return LocalTransaction(writes=(noted, returned), events=(event,))


def adjust(command: Command, world: World) -> LocalTransaction:
    """`by` more is taken at once; what is less is noted."""
    table, by = world.table("customers"), int(required(command, "by"))
    before = held_for(world, required(command, "order_id"))
    after = Held(
        order_id=before.order_id,
        customer_id=before.customer_id,
        amount=before.amount + max(by, 0),
        fewer=max(-by, 0),
    )
    noted = after.writing(table, condition=_SETTLED, values=_as_read(before), adjusted_by=command.saga_id)
    taken = (reserve_credit(table=table, customer_id=before.customer_id, amount=by),) if by > 0 else ()
    event = _event("CreditAdjusted", "credit-adjustments", command, after, by=by, sequence=1)
    done = {"order_id": before.order_id, "customer_id": before.customer_id, "amount": before.amount, "by": by}
    return LocalTransaction(writes=(noted, *taken), done=done, events=(event,))


def readjust(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    table, by = world.table("customers"), done["by"]
    before = Held(order_id=done["order_id"], customer_id=done["customer_id"], amount=done["amount"])
    return LocalTransaction(
        writes=(
            _settled(table, command, before),
            *_released(table, before.customer_id, max(by, 0)),
        ),
        events=(_event("CreditReadjusted", "credit-adjustments", command, before, by=-by, sequence=2),),
    )


def confirm(command: Command, world: World) -> LocalTransaction:
    table, held = world.table("customers"), held_for(world, required(command, "order_id"))
    after = Held(order_id=held.order_id, customer_id=held.customer_id, amount=held.amount - held.fewer)
    event = _event(
        "CreditAdjustmentConfirmed", "credit-adjustments", command, after, by=-held.fewer, sequence=2
    )
    return LocalTransaction(
        writes=(_settled(table, command, after), *_released(table, held.customer_id, held.fewer)),
        events=(event,),
    )


def _settled(table: str, command: Command, held: Held) -> Write:
    return held.writing(table, condition=_ADJUSTING, values={"saga_id": command.saga_id}, adjusted_by=None)


def _released(table: str, customer_id: str, amount: int) -> tuple[Write, ...]:
    return (release_credit(table=table, customer_id=customer_id, amount=amount),) if amount else ()


def _as_read(held: Held) -> dict[str, Any]:
    return {"none": 0, "amount": held.amount}


def _key(order_id: str) -> dict[str, str]:
    return {"pk": f"credit#{order_id}", "sk": "credit"}


def _event(  # noqa: PLR0913 - what an event is made of
    name: str, aggregate: str, command: Command, held: Held, *, by: int, sequence: int
) -> DomainEvent:
    data = {
        "saga_id": command.saga_id,
        "order_id": held.order_id,
        "customer_id": held.customer_id,
        "amount": held.amount,
        "by": by,
    }
    return DomainEvent(type=name, subject=f"{aggregate}/{command.saga_id}", sequence=sequence, data=data)
