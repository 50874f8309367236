"""The whole order, as its client sees it: one POST, the saga, one GET, one webhook, and a push to nobody.

And what a webhook costs by itself, with a try that failed.
"""

from __future__ import annotations

import json
from typing import Any

from tests.perf.meter import Meter
from tests.perf.paths import HAPPY, transitions
from tests.perf.usage import Usage
from tests.perf.webhooks import Told, endpoint, tell
from tests.support.cloud import MotoCloud
from tests.support.template import Template
from tests.unit.api.fakes import KEY, http

PUSH = Usage(door_invocations=1, queue_requests=3, read_units=2)
"""For every order that is decided: the order is read, and its caller's connections are asked for. The queue's
message is sent by EventBridge, received and deleted by Lambda."""

_API = "lambdas.api.handler.handle"
_NOT_THE_SAGAS = ("lambdas.api.", "lambdas.outbox.")


def whole_order(cloud: MotoCloud, meter: Meter, template: Template) -> tuple[Usage, Told]:
    """The real API function starts the saga, and is asked again when it has ended, and one endpoint is told. The push
    is reckoned.
    """
    with endpoint(cloud, template) as receiver:
        order = {**HAPPY.order, "callback_url": receiver.url}
        placed = _placed(cloud, meter, order)
        told = tell(cloud, meter, template)
    return placed + told.dispatched + told.delivered + PUSH, told


def _placed(cloud: MotoCloud, meter: Meter, order: dict[str, Any]) -> Usage:
    api = next(name for name, path in cloud.bridge.handlers.items() if path == _API)
    before = len(cloud.bridge.invocations)
    with meter.running() as used:
        placed = cloud.bridge.run(api, http("POST", "/orders", body=json.dumps(order), headers=KEY))
        order_id = json.loads(placed["body"])["order_id"]
        cloud.ended(f"{cloud.machine.replace(':stateMachine:', ':execution:')}:{order_id}")
        shown = cloud.bridge.run(api, http("GET", f"/orders/{order_id}"))
        cloud.publish()
    if json.loads(shown["body"]).get("status") != "APPROVED":
        raise RuntimeError(f"the order placed over the API was not approved: {shown['body']}")
    calls = cloud.bridge.invocations[before:]
    counted = Usage(
        transitions=transitions(cloud, order_id),
        saga_invocations=sum(not path.startswith(_NOT_THE_SAGAS) for path in calls),
        door_invocations=calls.count(_API),
        http_requests=calls.count(_API),
    )
    return sum(used, counted)
