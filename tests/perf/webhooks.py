"""What a webhook is billed: telling one endpoint of an order, at the first try, and each try that failed before.

The real functions run on moto against a receiver on the loopback. What a queue's messages cost is reckoned.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import boto3

from lambdas.endpoints import registry
from lambdas.endpoints.endpoint import Endpoint, Secret
from lambdas.endpoints.secret import KeyService, fresh_key
from lambdas.endpoints.times import text_of
from tests.perf.meter import Meter
from tests.perf.usage import Usage
from tests.support.cloud import MotoCloud
from tests.support.mailbox import waiting_for
from tests.support.receivers.behaviours import answers, in_turn
from tests.support.receivers.receiver import Receiver, listening
from tests.support.template import REGION, Template
from tests.support.worlds import CALLER

DISPATCHER = "lambdas.webhooks.dispatching.dispatch"
SENDER = "lambdas.webhooks.sending.send"

_UNTIL_IT_IS_DUE = 60.0
_MESSAGE = 3
"""Requests that a message costs a queue: it is sent, received and deleted."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """`dispatched`: the order's event became a delivery. `failed` and `delivered`: one try each."""

    dispatched: Usage
    failed: Usage
    delivered: Usage


@contextmanager
def endpoint(cloud: MotoCloud, template: Template) -> Iterator[Receiver]:
    """An endpoint of the anonymous caller, whose receiver fails once and then takes everything.

    What was decided before is told to nobody.
    """
    for _ in waiting_for(DISPATCHER, template):
        pass
    behaviour = in_turn(answers(HTTPStatus.INTERNAL_SERVER_ERROR), answers(HTTPStatus.NO_CONTENT))
    ((key, _),) = template.of_type("AWS::KMS::Key")
    service = KeyService(kms=boto3.client("kms", region_name=REGION), key_id=f"alias/{key}")
    with listening(Receiver(behaviour=behaviour)) as receiver:
        endpoint_id = f"e-{1:032x}"
        now = text_of(cloud.world.clock())
        sealed = service.seal(fresh_key(), endpoint_id=endpoint_id)
        new = Endpoint(
            endpoint_id=endpoint_id,
            url=receiver.url,
            description="",
            created_at=now,
            secrets=(Secret(sealed=sealed, created_at=now),),
        )
        registry.change(cloud.world, CALLER, lambda before: before.with_new(new))
        yield receiver


def tell(cloud: MotoCloud, meter: Meter, template: Template) -> Told:
    """Of the order that was decided, as far as the endpoint's first two answers."""
    dispatched = _run(DISPATCHER, next(waiting_for(DISPATCHER, template)), cloud, meter)
    hint = next(waiting_for(SENDER, template))
    failed = _run(SENDER, hint, cloud, meter)
    cloud.world.sleep(_UNTIL_IT_IS_DUE)
    delivered = _run(SENDER, _on_the_patient_lane(hint, template), cloud, meter)
    return Told(dispatched=dispatched, failed=failed, delivered=delivered)


def _run(handler: str, event: dict[str, Any], cloud: MotoCloud, meter: Meter) -> Usage:
    """Raises RuntimeError when the event cannot be handled."""
    (name,) = [name for name, path in cloud.bridge.handlers.items() if path == handler]
    with meter.running() as used:
        answer = cloud.bridge.run(name, event)
    if answer != {"batchItemFailures": []}:
        raise RuntimeError(f"{handler} had {event} to handle, and answered {answer}")
    return sum(used, Usage(door_invocations=1, queue_requests=_MESSAGE))


def _on_the_patient_lane(hint: dict[str, Any], template: Template) -> dict[str, Any]:
    """The hint as the next one comes, without waiting for it: an endpoint that failed has that lane."""
    (sender,) = [
        properties
        for _, properties in template.of_type("AWS::Lambda::Function")
        if properties["Handler"] == SENDER
    ]
    queue = sender["Environment"]["Variables"]["PATIENT_QUEUE_URL"].rpartition("/")[2]
    (record,) = hint["Records"]
    arn = f"{record['eventSourceARN'].rpartition(':')[0]}:{queue}"
    return {"Records": [{**record, "eventSourceARN": arn}]}
