"""The webhooks' functions have the rights that they take, all of them and no others: a whole life of an endpoint.

It is told of an order, fails, is told again, says that it is gone, and another one is told of that; then a replay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from lambdas.endpoints import registry, replays
from lambdas.endpoints.endpoint import Endpoint, Secret
from lambdas.endpoints.secret import KeyService, fresh_key
from lambdas.endpoints.times import text_of
from lambdas.shared import clients
from lambdas.webhooks import sending
from tests.adapters.granted import granted
from tests.adapters.receiver import Receiver, receiving
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.mailbox import waiting_for
from tests.support.rights import Rights
from tests.support.synthesis import template_of
from tests.support.template import REGION, Template
from tests.support.worlds import CALLER, put_item

DISPATCHER, SENDER, SWEEP = (
    f"lambdas.webhooks.{name}" for name in ("dispatching.dispatch", "sending.send", "sweeping.sweep")
)
ORDER = f"o-{1:032x}"
LONG = timedelta(minutes=20)
"""Longer than any hint is waited for."""


@dataclass
class Shop:
    """`goes` is the receiver that will be gone, `stays` the other."""

    cloud: MotoCloud
    template: Template
    rights: Rights
    goes: Receiver
    stays: Receiver

    def work(self) -> None:
        """Until nothing waits that can be had at once."""
        for handler in (DISPATCHER, SENDER):
            for event in waiting_for(handler, self.template):
                assert self.run(handler, event) == {"batchItemFailures": []}

    def sweep(self) -> Any:
        """When everything that waits has waited long enough."""
        self.cloud.world.sleep(LONG.total_seconds())
        return self.run(SWEEP, {})

    def run(self, handler: str, event: dict[str, Any]) -> Any:
        (name,) = [name for name, path in self.cloud.bridge.handlers.items() if path == handler]
        with self.rights.of(handler):
            return self.cloud.bridge.run(name, event)

    def register(self, name: str, receiver: Receiver) -> None:
        ((key, _),) = self.template.of_type("AWS::KMS::Key")
        service = KeyService(kms=boto3.client("kms", region_name=REGION), key_id=self.template.arn(key))
        now = text_of(self.cloud.world.clock())
        endpoint = Endpoint(
            endpoint_id=name,
            url=f"http://127.0.0.1:{receiver.port}/hook",
            description="",
            created_at=now,
            secrets=(Secret(sealed=service.seal(fresh_key(), endpoint_id=name), created_at=now),),
        )
        registry.change(self.cloud.world, CALLER, lambda before: before.with_new(endpoint))

    def decide(self) -> None:
        """An order of the caller, for all of his endpoints."""
        order = {"pk": f"order#{ORDER}", "sk": "order", "caller": CALLER, "status": "APPROVED"}
        put_item(self.cloud.world, "orders", order)
        data = {"order_id": ORDER, "status": "APPROVED", "total": 1, "currency": "EUR", "items": []}
        event = {
            "id": "event-1",
            "type": "OrderApproved",
            "time": datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
            "data": {**data, "reason": None, "callback_url": None},
        }
        ((bus, _),) = self.template.of_type("AWS::Events::EventBus")
        boto3.client("events", region_name=REGION).put_events(
            Entries=[
                {
                    "EventBusName": bus,
                    "Source": "saga.orders",
                    "DetailType": "OrderApproved",
                    "Detail": json.dumps(event),
                }
            ]
        )


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """After the life is led."""
    template, rights = Template(body=template_of("local")), Rights()
    sending._keys.cache_clear()  # with the client that another test's AWS was listened to by
    with ExitStack() as stack:
        goes, stays = (stack.enter_context(receiving(Receiver())) for _ in range(2))
        cloud = stack.enter_context(moto_cloud(template))
        rights.listen(cloud.world.dynamodb.meta.events)
        rights.listen(clients.session().events)
        it = Shop(cloud, template, rights, goes=goes, stays=stays)
        it.register("e-goes", goes)
        it.register("e-stays", stays)
        _live(it)
        yield it


def _live(shop: Shop) -> None:
    shop.goes.status = 500
    shop.decide()
    shop.work()
    shop.goes.status = 410
    assert shop.sweep()["hinted"] == 1
    shop.work()
    since = datetime(2026, 1, 1, tzinfo=UTC)
    replays.request(
        shop.cloud.world,
        endpoint_id="e-stays",
        since=since,
        only=None,
        now=shop.cloud.world.clock(),
    )
    assert shop.sweep()["replayed"] == 2
    shop.work()


def test_the_life_that_is_led_is_a_whole_one(shop: Shop) -> None:
    assert len(shop.goes.received) == 2
    told = [json.loads(body)["type"] for _, _, body in shop.stays.received]
    assert told == ["order.approved", "endpoint.disabled", "order.approved", "endpoint.disabled"]


def test_the_table_s_outbox_tells_the_bus_that_the_endpoint_was_disabled(shop: Shop) -> None:
    heard = shop.cloud.publish()
    assert [event["type"] for event in heard] == ["OrderApproved", "EndpointDisabled"]
    assert heard[-1]["data"]["endpoint_id"] == "e-goes"


def test_every_right_that_is_taken_isgranted(shop: Shop) -> None:
    assert set(shop.rights.asked) == {DISPATCHER, SENDER, SWEEP}
    for handler, asked in shop.rights.asked.items():
        assert asked <= granted(handler), handler


def test_every_right_to_the_table_and_the_key_is_needed(shop: Shop) -> None:
    for handler, asked in shop.rights.asked.items():
        unused = {right for right in granted(handler) - asked if not right[0].startswith("sqs:")}
        assert not unused, handler
