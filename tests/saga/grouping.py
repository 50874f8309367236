"""Two orders placed together on moto, whose saga is told of each by the template's own way: stream, bus, queue."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from lambdas.orders.group import Position, part_id
from statemachines.place_together import PLACE_TOGETHER
from tests.support.mailbox import waiting_for

if TYPE_CHECKING:
    from tests.support.cloud import Ended, MotoCloud
    from tests.support.template import Template

TELL = "lambdas.orders.handler.tell"
FIRST, SECOND = (part_id("t-1", position) for position in Position)
_PATIENCE = 60.0


def teas_and_teas(first: int, second: int) -> dict[str, Any]:
    """So many in each of ada's orders."""
    return {
        "customer_id": "ada",
        "first": [{"sku": "tea", "quantity": first}],
        "second": [{"sku": "tea", "quantity": second}],
    }


def placed_together(
    cloud: MotoCloud, template: Template, given: dict[str, Any], *, group_id: str = "t-1"
) -> Ended:
    """The group when it is over."""
    arn = cloud.start(group_id, given, saga=PLACE_TOGETHER)
    carry(cloud, template, arn)
    return cloud.ended(arn)


def carry(cloud: MotoCloud, template: Template, arn: str) -> None:
    """What is told of orders to whoever waits for them, for as long as an execution runs."""
    until = time.monotonic() + _PATIENCE
    while cloud.sfn.describe_execution(executionArn=arn)["status"] == "RUNNING":
        assert time.monotonic() < until, f"{arn} still runs"
        cloud.publish()
        for event in waiting_for(TELL, template):
            assert cloud.bridge.call(TELL, event) == {"batchItemFailures": []}
        time.sleep(0.05)
