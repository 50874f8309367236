"""The three functions of the webhooks on moto: its tables and queues, a real key, and a receiver on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lambdas.endpoints import deliveries, registry, replays
from lambdas.endpoints.delivery import Delivery
from lambdas.endpoints.endpoint import Endpoint, Secret
from lambdas.endpoints.secret import KeyService, fresh_key, secret_of
from lambdas.endpoints.times import text_of
from lambdas.shared import clients
from lambdas.shared.world import World
from lambdas.webhooks import sending
from lambdas.webhooks.claiming import claim
from lambdas.webhooks.dispatching import dispatch
from lambdas.webhooks.sending import send
from lambdas.webhooks.slots import state_of
from lambdas.webhooks.sweeping import sweep
from tests.support.mailbox import record
from tests.support.receivers.behaviours import answers, in_turn
from tests.support.receivers.receiver import Receiver, listening
from tests.support.verifier import verify_twice
from tests.support.worlds import CALLER, REGION, put_item
from tests.unit.webhooks.fakes import batch, queued

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ENDPOINT = f"e-{1:032x}"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@dataclass
class Service:
    """`queues` are the lanes' URLs by name."""

    world: World
    sqs: SQSClient
    keys: KeyService
    queues: dict[str, str]
    receiver: Receiver
    secrets: list[str] = field(default_factory=list)

    def register(self) -> None:
        key = fresh_key()
        self.secrets.append(secret_of(key))
        now = text_of(self.world.clock())
        secret = Secret(sealed=self.keys.seal(key, endpoint_id=ENDPOINT), created_at=now)
        endpoint = Endpoint(
            endpoint_id=ENDPOINT,
            url=self.receiver.url,
            description="",
            created_at=now,
            secrets=(secret,),
        )
        registry.change(self.world, CALLER, lambda before: before.with_new(endpoint))

    def tell(self, number: int = 1) -> None:
        order_id = f"o-{number:032x}"
        put_item(
            self.world,
            "orders",
            {"pk": f"order#{order_id}", "sk": "order", "caller": CALLER, "callback_url": None},
        )
        message = queued(order_id=order_id, at=self.world.clock().isoformat())
        assert dispatch(batch(message), None) == {"batchItemFailures": []}

    def hints(self, lane: str) -> list[dict[str, Any]]:
        """Each as the event of a batch of one, taken from its queue."""
        url = self.queues[lane]
        answer = self.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        for message in messages:
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [{"Records": [record(message, lane)]} for message in messages]

    def work(self) -> int:
        """Follow the hints that can be had at once. How many there were."""
        events = [event for lane in self.queues for event in self.hints(lane)]
        for event in events:
            assert send(event, None) == {"batchItemFailures": []}
        return len(events)

    def dies(self) -> None:
        """A sender claims the delivery, which is to be told again, and nobody hears of it any more."""
        deliveries.replay(self.world, self.delivery(), now=self.world.clock())
        state = state_of(self.world, ENDPOINT, now=self.world.clock())
        claim(self.world, self.delivery(), state, now=self.world.clock())

    def delivery(self) -> Delivery:
        (found,) = deliveries.log(self.world, endpoint_id=ENDPOINT, most=10).deliveries
        return found

    def statuses(self) -> list[int | None]:
        log = deliveries.attempts(self.world, endpoint_id=ENDPOINT, delivery_id=self.delivery().delivery_id)
        return [attempt.status for attempt in log]


@pytest.fixture
def service(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """With an endpoint at a receiver, and with the functions' environment, that of the local stage."""
    sqs, kms = boto3.client("sqs", region_name=REGION), boto3.client("kms", region_name=REGION)
    queues = {lane: sqs.create_queue(QueueName=lane)["QueueUrl"] for lane in ("prompt", "patient")}
    key_id = kms.create_key()["KeyMetadata"]["Arn"]
    environment = {
        "STAGE": "local",
        "WEBHOOKS_KEY": key_id,
        "AWS_DEFAULT_REGION": REGION,
        **{f"{lane.upper()}_QUEUE_URL": url for lane, url in queues.items()},
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    clients.client.cache_clear()
    sending._keys.cache_clear()
    keys = KeyService(kms=kms, key_id=key_id)
    with listening(Receiver(behaviour=answers())) as receiver:
        it = Service(world=world, sqs=sqs, keys=keys, queues=queues, receiver=receiver)
        it.register()
        yield it
    clients.client.cache_clear()
    sending._keys.cache_clear()


def test_a_decided_order_reaches_its_callers_endpoint_signed_with_its_secret(service: Service) -> None:
    service.tell()
    service.work()

    (request,) = service.receiver.requests
    verify_twice(service.secrets[0], request.headers, request.body, now=service.world.clock())
    assert request.path == "/hook"
    assert service.delivery().status == "DELIVERED"
    assert service.statuses() == [204]


def test_a_failure_is_tried_again_by_a_hint_that_its_queue_holds_back(service: Service) -> None:
    service.receiver.behaviour = in_turn(answers(500), answers())
    service.tell()
    service.work()

    waiting = service.sqs.get_queue_attributes(
        QueueUrl=service.queues["patient"], AttributeNames=["ApproximateNumberOfMessagesDelayed"]
    )["Attributes"]
    assert waiting == {"ApproximateNumberOfMessagesDelayed": "1"}
    assert service.delivery().status == "PENDING"
    assert service.statuses() == [500]


def test_the_sweep_finds_what_is_due_and_the_sender_ends_it_under_the_same_id(service: Service) -> None:
    service.receiver.behaviour = in_turn(answers(500), answers())
    service.tell()
    service.work()
    service.world.sleep(10 * 60)

    assert sweep({}, None) == {"hinted": 1, "replayed": 0, "finished": True}
    assert sweep({}, None) == {"hinted": 0, "replayed": 0, "finished": True}
    assert service.work() == 1

    first, second = service.receiver.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert service.statuses() == [500, 204]


def test_an_event_and_a_hint_that_come_twice_change_nothing(service: Service) -> None:
    service.tell()
    service.tell()
    assert service.work() == 2
    service.tell()
    service.work()

    assert len(service.receiver.requests) == 1
    assert service.statuses() == [204]


def test_retry_after_keeps_the_whole_endpoint_waiting(service: Service) -> None:
    service.receiver.behaviour = in_turn(answers(429, {"Retry-After": "3600"}), answers())
    service.tell(1)
    service.work()
    service.world.sleep(60)
    service.tell(2)
    service.work()  # is passed on to the patient lane
    service.work()

    assert len(service.receiver.requests) == 1
    due = {each.due_at for each in deliveries.log(service.world, endpoint_id=ENDPOINT, most=10).deliveries}
    assert min(due) - service.world.clock() > 58 * MINUTE


def test_an_endpoint_that_is_gone_is_disabled(service: Service) -> None:
    service.receiver.behaviour = answers(410)
    service.tell()
    service.work()

    found = registry.registered(service.world, CALLER).find(ENDPOINT)
    assert found
    assert (found.enabled, found.disabled_reason) == (False, "it answered 410 Gone")
    assert service.delivery().status == "FAILED"


def test_a_replay_is_worked_off_by_the_sweep(service: Service) -> None:
    service.tell(1)
    service.work()
    service.world.sleep(1)
    service.tell(2)
    service.work()
    since, now = service.world.clock() - SECOND / 2, service.world.clock()
    replays.request(service.world, endpoint_id=ENDPOINT, since=since, only=None, now=now)

    assert sweep({}, None) == {"hinted": 0, "replayed": 1, "finished": True}
    service.work()

    ids = [request.headers["webhook-id"] for request in service.receiver.requests]
    assert len(ids) == 3
    assert ids[1] == ids[2] != ids[0]


def test_a_sender_that_died_is_followed_by_another_and_logged(service: Service) -> None:
    service.tell()
    service.work()
    service.dies()
    service.world.sleep(61)

    assert sweep({}, None)["hinted"] == 1
    service.work()

    assert service.statuses() == [204, None, 204]


def test_what_is_no_message_of_its_queue_is_reported(service: Service) -> None:
    failed = {"batchItemFailures": [{"itemIdentifier": "m-0"}]}

    assert dispatch(batch("no event"), None) == failed
    assert send(batch("no hint"), None) == failed
    assert service.receiver.requests == []
