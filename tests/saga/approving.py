"""A large order on moto that waits for a person, and what a person and the queue of answers do about it.

Amounts are written down by hand: eve orders an organ at 1,000.00, which is just as much as needs a yes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item
from lambdas.shared.answering import answer, find
from lambdas.shared.approval import Answer, ApprovalStatus
from tests.support.mailbox import waiting_for
from tests.support.worlds import put_item

if TYPE_CHECKING:
    from tests.support.cloud import Ended, MotoCloud
    from tests.support.template import Template

TELL = "lambdas.approvals.handler.tell"
ORGAN: dict[str, Any] = {"customer_id": "eve", "items": [{"sku": "organ", "quantity": 1}]}
_PATIENCE = 30.0


@dataclass(frozen=True)
class Waiting:
    """Order o-1, whose saga waits."""

    cloud: MotoCloud
    template: Template
    arn: str

    def answer(self, status: ApprovalStatus, reason: str | None = None) -> None:
        answer(self.cloud.world, "o-1", Answer(status=status, by="olga", reason=reason))

    def tell(self) -> int:
        """What was answered goes by the bus and its queue to whoever waits. Answers how many messages there were."""
        self.cloud.publish()
        messages = 0
        for event in waiting_for(TELL, self.template):
            assert self.cloud.bridge.call(TELL, event) == {"batchItemFailures": []}
            messages += 1
        return messages

    def ended(self) -> Ended:
        return self.cloud.ended(self.arn)

    def status(self) -> str:
        return str(self.question()["status"])

    def question(self) -> Any:
        return find(self.cloud.world, "o-1")


def stocked(cloud: MotoCloud) -> None:
    put_item(cloud.world, "orders", article_item(sku="organ", price=1_000_00, currency="EUR"))
    put_item(cloud.world, "inventory", stock_item(sku="organ", available=3))
    put_item(cloud.world, "customers", customer_item(customer_id="eve", credit_limit=5_000_00))
    put_item(cloud.world, "payments", account_item(customer_id="eve", balance=5_000_00, currency="EUR"))


def waiting_order(cloud: MotoCloud, template: Template) -> Waiting:
    stocked(cloud)
    order = Waiting(cloud, template, cloud.start("o-1", ORGAN))
    deadline = time.monotonic() + _PATIENCE
    while not order.question():
        assert time.monotonic() < deadline, "nobody is asked"
        time.sleep(0.02)
    cloud.settle()
    return order
