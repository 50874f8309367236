"""The functions of payments: charge, the pivot of the order saga, and resolve, which settles its outcome; refund for
a cancellation, and adjust, the pivot of a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdas.payments import adjusting, store
from lambdas.payments.domain import Charge, charged
from lambdas.shared.contract import Command, required
from lambdas.shared.journal import LocalTransaction
from lambdas.shared.runtime import Service

if TYPE_CHECKING:
    from lambdas.shared.world import World

service = Service("payments", aggregate="payments")


@service.action(rejected_as="PaymentDeclined")
def charge(command: Command, world: World) -> LocalTransaction:
    wanted = Charge(
        customer_id=required(command, "customer_id"),
        amount=required(command, "amount"),
        currency=required(command, "currency"),
    )
    writes = store.charge_account(table=world.table("payments"), saga_id=command.saga_id, charge=wanted)
    return LocalTransaction(writes=writes, events=(charged(wanted, saga_id=command.saga_id),))


resolve = service.resolution()

refund = service.action()(adjusting.refund)

adjust = service.action(rejected_as="PaymentDeclined")(adjusting.adjust)
settle_adjustment = service.resolution()
