"""Batches of the queues: each message by itself, and only what failed is reported."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.endpoints.lanes import Lane
from lambdas.webhooks.dispatching import Dispatcher, dispatch_batch
from lambdas.webhooks.sending import send_batch
from tests.unit.endpoints.fakes import QUEUES
from tests.unit.webhooks.fakes import batch, queued, queued_with
from tests.webhooks.office import Office
from tests.webhooks.post import in_turn, says

UNKNOWN = '{"endpoint_id": "e-0", "delivery_id": "d-0"}'


def dispatched(office: Office, *bodies: str) -> list[str]:
    """The ids of the messages reported as failed."""
    dispatcher = Dispatcher(world=office.world, lanes=office.lanes)
    return _failed(dispatch_batch(batch(*bodies), dispatcher=dispatcher))


def sent(office: Office, *bodies: str, lane: Lane = Lane.PROMPT) -> list[str]:
    event = batch(*bodies)
    for record in event["Records"]:
        record["eventSourceARN"] = f"arn:aws:sqs:us-east-1:123456789012:{QUEUES[lane].rpartition('/')[2]}"
    return _failed(send_batch(event, sender=office.sender))


def _failed(answer: Any) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_decided_order_becomes_a_delivery_and_a_hint(office: Office) -> None:
    endpoint = office.register("shop.example")

    assert dispatched(office, office.decide()) == []

    assert office.delivery(endpoint)["status"] == "PENDING"
    assert office.queues.hints(Lane.PROMPT) == [office.hint(endpoint)]


def test_a_follow_up_becomes_a_delivery_to_whoever_the_order_is_told_to(office: Office) -> None:
    endpoint, other = office.register("shop.example"), office.register("other.example")
    order_id = order_of(office.decide(callback_url="https://shop.example/hook"))

    assert dispatched(office, queued(order_id=order_id, event_type="OrderCancelled", saga_id="x-1")) == []

    assert office.delivery(endpoint)["type"] == "order.cancelled"
    assert office.deliveries(other) == []


def test_of_a_follow_up_whose_order_nobody_knew_there_is_nobody_to_tell(office: Office) -> None:
    endpoint = office.register("shop.example")
    data = {"order_id": f"o-{9:032x}", "status": None, "reason": {"code": "NO_SUCH_ORDER", "message": ""}}

    refused = queued_with(data | {"saga_id": "x-1"}, event_type="OrderCancellationRejected")

    assert dispatched(office, refused) == []
    assert office.deliveries(endpoint) == []


def test_of_a_follow_up_whose_order_came_only_then_its_caller_is_told(office: Office) -> None:
    endpoint = office.register("shop.example")
    data = {"order_id": order_of(office.decide()), "status": None, "reason": None, "saga_id": "x-1"}

    assert dispatched(office, queued_with(data, event_type="OrderChangeRejected")) == []

    assert office.delivery(endpoint)["type"] == "order.change_rejected"


def test_an_order_that_is_gone_though_its_cancellation_names_its_status_is_reported(office: Office) -> None:
    cancelled = queued(order_id=f"o-{9:032x}", event_type="OrderCancelled", saga_id="x-1")

    assert dispatched(office, cancelled) == ["m-0"]


def order_of(message: str) -> str:
    """The order that a queue's message is about."""
    order_id: str = json.loads(message)["detail"]["data"]["order_id"]
    return order_id


def test_what_cannot_be_dispatched_is_reported_and_the_others_are(office: Office) -> None:
    endpoint = office.register("shop.example")
    of_nothing = office.decide().replace(f"o-{1:032x}", f"o-{9:032x}")

    assert dispatched(office, "no event", office.decide(), of_nothing) == ["m-0", "m-2"]

    assert len(office.deliveries(endpoint)) == 1


def test_a_hint_becomes_one_post(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()

    assert sent(office, office.hint(endpoint).text()) == []

    assert len(office.post.letters) == 1


def test_an_attempt_that_fails_is_nothing_for_the_queue_to_repeat(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = says(500)
    office.tell()

    assert sent(office, office.hint(endpoint).text()) == []


def test_what_is_no_hint_is_reported_and_the_others_are_followed(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()

    assert sent(office, "no hint", office.hint(endpoint).text(), UNKNOWN) == ["m-0"]

    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_a_batch_that_fails_whole_is_reported_message_by_message(office: Office) -> None:
    assert sent(office, "no hint", "none either") == ["m-0", "m-1"]


def test_an_error_that_nobody_expected_is_reported_for_its_message(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    office.kms.fails_with = ClientError({"Error": {"Code": "AccessDeniedException"}}, "Decrypt")

    assert sent(office, office.hint(endpoint).text()) == ["m-0"]

    assert office.post.letters == []
    assert office.log(endpoint) == []


@pytest.mark.parametrize(("lane", "posts"), [(Lane.PROMPT, 1), (Lane.PATIENT, 2)])
def test_the_lane_is_known_by_its_queue(office: Office, lane: Lane, posts: int) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(204))
    office.tell()
    office.work()
    office.clock.sleep(10)

    assert sent(office, office.hint(endpoint).text(), lane=lane) == []

    assert len(office.post.letters) == posts
