"""Who is told of an order: which endpoints, with which secrets, again after a failure, and what the log says of it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from ops.receiver import Received, check
from tests.scenarios.http import PROBLEM, Client
from tests.scenarios.shop import Shop
from tests.scenarios.targets.endpoint import Endpoint
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.target import Target

pytestmark = pytest.mark.needs(Capability.WEBHOOKS)

NOBODYS = "https://shop.example/nobodys"
PRICE = 10_00


def order(shop: Shop, **more: str) -> dict[str, Any]:
    """One that will be approved."""
    sku = shop.article(price=PRICE, stock=10)
    customer_id = shop.customer(credit=100_00, balance=100_00)
    return {"customer_id": customer_id, "items": [{"sku": sku, "quantity": 1}], **more}


def decided(target: Target, wanted: Mapping[str, Any]) -> str:
    """The id of an order that is over."""
    order_id = target.place(wanted, idempotency_key=uuid4().hex)
    target.decided(order_id)
    target.ended(order_id)
    return order_id


def told_of(endpoint: Endpoint, order_id: str, *, times: int = 1) -> tuple[Received, ...]:
    return endpoint.delivered(lambda received: received.order_id == order_id, times=times)


def logged(endpoint: Endpoint, order_id: str, *, status: str) -> Mapping[str, Any]:
    """What the log says of an order's delivery once it has this status. A webhook's id begins with the order's."""

    def found() -> list[Mapping[str, Any]]:
        return [each for each in endpoint.log() if each["webhook_id"].startswith(order_id)]

    endpoint.target.deliver(lambda: [each["status"] for each in found()] == [status])
    (it,) = found()
    assert it["status"] == status
    return endpoint.delivery(it["delivery_id"])


def test_an_order_without_a_callback_url_is_told_to_all_endpoints_each_with_its_own_secret(
    target: Target, shop: Shop, endpoint: Endpoint, another: Endpoint
) -> None:
    order_id = decided(target, order(shop))

    (one,), (other,) = told_of(endpoint, order_id), told_of(another, order_id)

    assert (one.problem, other.problem) == ("", "")
    assert not check(one.posted, secret=another.mailbox.secret).verified
    assert not check(other.posted, secret=endpoint.mailbox.secret).verified
    assert (one.webhook_id, one.posted.raw) == (other.webhook_id, other.posted.raw)


def test_an_order_with_a_callback_url_is_told_to_that_endpoint_alone(
    target: Target, shop: Shop, endpoint: Endpoint, another: Endpoint
) -> None:
    order_id = decided(target, order(shop, callback_url=endpoint.url))

    (received,) = told_of(endpoint, order_id)

    assert received.problem == ""
    assert received.webhook_id not in {delivery["webhook_id"] for delivery in another.log()}
    assert another.mailbox.of(order_id) == ()


def test_a_callback_url_that_is_nobodys_endpoint_is_refused_by_name(target: Target, shop: Shop) -> None:
    client = Client(target=target)

    answer = client.post(order(shop, callback_url=NOBODYS))

    assert (answer.status, answer.headers["content-type"]) == (400, PROBLEM)
    assert answer.body["type"] == "urn:saga:problem:invalid-order"
    (error,) = answer.body["errors"]
    assert (error["field"], error["value"]) == ("callback_url", NOBODYS)
    assert not client.started


def test_the_log_shows_what_was_sent_and_what_became_of_the_attempt(
    target: Target, shop: Shop, endpoint: Endpoint
) -> None:
    order_id = decided(target, order(shop, callback_url=endpoint.url))

    (received,) = told_of(endpoint, order_id)
    delivery = logged(endpoint, order_id, status="DELIVERED")

    assert (delivery["webhook_id"], delivery["body"]) == (received.webhook_id, received.body)
    (attempt,) = delivery["attempt_log"]
    assert (attempt["number"], attempt["status"], attempt["error"]) == (1, 204, None)
    assert attempt["duration_ms"] >= 0


def test_a_receiver_that_answers_500_gets_it_again_under_the_same_id(
    target: Target, shop: Shop, endpoint: Endpoint
) -> None:
    endpoint.mailbox.answers_first.append(HTTPStatus.INTERNAL_SERVER_ERROR)
    order_id = decided(target, order(shop, callback_url=endpoint.url))

    first, second = told_of(endpoint, order_id, times=2)
    delivery = logged(endpoint, order_id, status="DELIVERED")

    assert (first.problem, second.problem) == ("", "")
    assert (first.webhook_id, first.posted.raw) == (second.webhook_id, second.posted.raw)
    assert [attempt["status"] for attempt in delivery["attempt_log"]] == [500, 204]


def test_a_receiver_that_is_gone_is_disabled_and_the_owners_other_endpoints_are_told(
    target: Target, shop: Shop, endpoint: Endpoint, another: Endpoint
) -> None:
    endpoint.mailbox.answers_first.append(HTTPStatus.GONE)
    order_id = decided(target, order(shop, callback_url=endpoint.url))

    delivery = logged(endpoint, order_id, status="FAILED")
    shown = endpoint.shown()
    (told,) = another.delivered(lambda received: received.body.get("type") == "endpoint.disabled")

    assert (shown["status"], shown["disabled_reason"]) == ("DISABLED", delivery["reason"])
    assert "410" in delivery["reason"]
    assert told.problem == ""
    assert (told.data["endpoint_id"], told.data["url"]) == (endpoint.endpoint_id, endpoint.url)


def test_a_disabled_endpoint_is_told_nothing_and_after_a_replay_what_it_missed_under_the_same_id(
    target: Target, shop: Shop, endpoint: Endpoint, another: Endpoint
) -> None:
    endpoint.disable()
    order_id = decided(target, order(shop))
    (elsewhere,) = told_of(another, order_id)
    missed = logged(endpoint, order_id, status="FAILED")
    assert endpoint.mailbox.of(order_id) == ()

    endpoint.enable()
    endpoint.replay(since=missed["occurred_at"])

    (received,) = told_of(endpoint, order_id)
    assert received.problem == ""
    assert received.webhook_id == elsewhere.webhook_id == missed["webhook_id"]


def test_a_test_event_arrives(endpoint: Endpoint) -> None:
    delivery_id = endpoint.test()

    (received,) = endpoint.delivered(lambda received: received.body.get("type") == "endpoint.test")

    assert received.problem == ""
    assert received.data == {"endpoint_id": endpoint.endpoint_id}
    assert endpoint.delivery(delivery_id)["webhook_id"] == received.webhook_id


def test_after_a_rotation_a_delivery_verifies_with_the_old_and_with_the_new_secret(
    endpoint: Endpoint,
) -> None:
    old, new = endpoint.mailbox.secret, endpoint.rotate()
    endpoint.test()

    (received,) = endpoint.delivered(lambda received: received.body.get("type") == "endpoint.test")

    assert old != new
    assert [check(received.posted, secret=secret).problem for secret in (old, new)] == ["", ""]
    latest, replaced = endpoint.shown()["secrets"]
    assert latest["valid_until"] is None
    assert replaced["valid_until"] > latest["created_at"]
