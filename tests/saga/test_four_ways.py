"""Whichever way the client asks, it learns the same: it waits, it polls, it is called back, it listens."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.shared import world as worlds
from ops.receiver import Receiver, listening
from tests.saga.client import Client
from tests.support import bridge
from tests.support.bridge import Call
from tests.support.cloud import MotoCloud
from tests.support.template import Template


@dataclass
class Watch:
    """The real time, and as much ahead of it as a test wants."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(tz=UTC) + self.ahead


@pytest.fixture
def watch(cloud: MotoCloud) -> Iterator[Watch]:
    """A client that waits really waits here, while the saga runs beside it."""
    it = Watch()
    worlds.install(replace(cloud.world, clock=it, sleep=time.sleep))
    yield it
    worlds.install(cloud.world)


@pytest.fixture
def client(cloud: MotoCloud, template: Template, watch: Watch) -> Iterator[Client]:
    assert worlds.current().clock is watch
    with listening(Receiver()) as receiver:
        it = Client(cloud, template, receiver)
        it.register()
        yield it


def order(customer_id: str = "ada") -> dict[str, Any]:
    return {"customer_id": customer_id, "items": [{"sku": "tea", "quantity": 2}]}


def test_an_approval_is_learned_in_every_way(client: Client) -> None:
    learned = learn(client, order())

    assert (learned["status"], learned["reason"], learned["total"]) == ("APPROVED", None, 900)


def test_a_rejection_is_learned_in_every_way(client: Client) -> None:
    learned = learn(client, order("carol"))

    assert (learned["status"], learned["reason"]["code"]) == ("REJECTED", "PAYMENT_DECLINED")


def test_a_cancellation_because_a_step_timed_out_is_learned_in_every_way(
    client: Client, cloud: MotoCloud
) -> None:
    cloud.bridge.faults["lambdas.inventory.handler.reserve"] += [bridge.timeout_after_commit]

    learned = learn(client, order())

    assert (learned["status"], learned["reason"]["code"]) == ("REJECTED", "STEP_TIMED_OUT")


def test_a_cancellation_because_the_deadline_has_passed_is_learned_in_every_way(
    client: Client, cloud: MotoCloud, watch: Watch
) -> None:
    def an_hour_later(call: Call) -> Any:
        watch.ahead = timedelta(hours=1)
        try:
            return call()
        finally:
            watch.ahead = timedelta()

    cloud.bridge.faults["lambdas.payments.handler.charge"] += [an_hour_later]

    learned = learn(client, order())

    assert (learned["status"], learned["reason"]["code"]) == ("REJECTED", "DEADLINE_EXCEEDED")


def test_two_posts_with_one_key_have_one_outcome_which_is_told_once(client: Client, cloud: MotoCloud) -> None:
    client.connect("early")

    first, second = client.post(order(), key="k-1"), client.post(order(), key="k-1")
    waited = client.outcome(order(), key="k-1")
    client.deliver()

    assert first == second
    assert first.body["order_id"] == waited["order_id"]
    assert len(cloud.sfn.list_executions(stateMachineArn=cloud.machine)["executions"]) == 1
    assert client.pushed("early") == [waited]
    assert [each["data"] for each in client.called_back] == [waited]


def learn(client: Client, wanted: dict[str, Any]) -> dict[str, Any]:
    """The outcome, the same in every way: also of a request sent again, and on a socket that was opened late."""
    client.connect("early")

    waited = client.outcome(wanted, key="k-1")
    client.deliver()
    client.connect("late")
    client.follow("late", waited["order_id"])
    again = client.outcome(wanted, key="k-1")
    client.deliver()

    assert client.get(waited["order_id"]) == waited
    assert again == waited
    assert client.pushed("early") == [waited]
    assert client.pushed("late") == [waited]
    assert [each["data"] for each in client.called_back] == [waited]
    assert client.called_back[0]["type"] == f"order.{waited['status'].lower()}"
    return waited
