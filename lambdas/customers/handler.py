"""The functions of customers: reserve_credit and its compensation release_credit; return_credit for a cancellation,
adjust_credit for a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lambdas.customers import holding, store
from lambdas.customers.domain import amount_of, credit_event
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service

if TYPE_CHECKING:
    from lambdas.shared.world import World

service = Service("customers", aggregate="credits")


@service.action(rejected_as="CreditReservationRejected")
def reserve_credit(command: Command, world: World) -> LocalTransaction:
    customer_id: str = required(command, "customer_id")
    amount = amount_of(required(command, "amount"))
    taken = store.reserve_credit(table=world.table("customers"), customer_id=customer_id, amount=amount)
    return LocalTransaction(
        writes=(taken,),
        done={"customer_id": customer_id, "amount": amount},
        events=(
            credit_event(
                "CreditReserved", saga_id=command.saga_id, sequence=1, customer_id=customer_id, amount=amount
            ),
        ),
    )


@service.compensation()
def release_credit(command: Command, world: World, done: Mapping[str, Any]) -> LocalTransaction:
    customer_id, amount = done["customer_id"], done["amount"]
    given_back = store.release_credit(table=world.table("customers"), customer_id=customer_id, amount=amount)
    return LocalTransaction(
        writes=(given_back,),
        events=(
            credit_event(
                "CreditReleased", saga_id=command.saga_id, sequence=2, customer_id=customer_id, amount=amount
            ),
        ),
    )


return_credit = service.action()(holding.give_back)

adjust_credit = service.action(rejected_as="CreditAdjustmentRejected")(holding.adjust)
readjust_credit = service.compensation()(holding.readjust)
confirm_credit = service.action()(holding.confirm)
