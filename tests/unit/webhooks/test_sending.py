"""A batch of the queue: each message sent once, each failure reported and postponed by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from standardwebhooks import Webhook

from lambdas.shared.callback import Target
from lambdas.shared.telemetry import logger_of
from lambdas.webhooks.handler import Webhooks, send_batch
from lambdas.webhooks.redelivery import Redelivery, wait_before_next
from lambdas.webhooks.secret import CachedKey
from lambdas.webhooks.sender import NotDelivered
from lambdas.webhooks.signing import key_of
from tests.unit.webhooks.fakes import FakeQueue, batch, queued

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Receiver:
    """Takes the place of the network. `refuses` holds the hosts that answer 500."""

    refuses: frozenset[str] = frozenset()
    received: list[tuple[Target, Sequence[str], Mapping[str, str], bytes]] = field(default_factory=list)

    def __call__(
        self, target: Target, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes
    ) -> int:
        if target.host in self.refuses:
            raise NotDelivered("500")
        self.received.append((target, addresses, headers, body))
        return 200


def send(event: dict[str, Any], receiver: Receiver, queue: FakeQueue | None = None) -> list[str]:
    """The ids of the messages reported as failed."""
    webhooks = Webhooks(
        key=lambda: key_of(SECRET),
        redelivery=Redelivery(sqs=queue or FakeQueue(), logger=logger_of("test"), random=Random(1)),  # type: ignore[arg-type]
        local=False,
        post=receiver,
        resolve=lambda *_, **__: ("8.8.8.8",),
        clock=lambda: datetime.now(tz=UTC),
    )
    answer = send_batch(event, webhooks=webhooks)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_message_becomes_one_post_that_another_implementation_verifies() -> None:
    receiver = Receiver()

    failed = send(batch(queued()), receiver)

    assert failed == []
    [(target, addresses, headers, body)] = receiver.received
    assert (target.host, target.path, addresses) == ("shop.example", "/hook", ("8.8.8.8",))
    assert headers["content-type"] == "application/json"
    assert Webhook(SECRET).verify(body, dict(headers))["type"] == "order.rejected"


def test_a_failure_is_reported_and_postponed_and_the_others_are_sent() -> None:
    receiver, queue = Receiver(refuses=frozenset({"down.example"})), FakeQueue()
    event = batch(queued(callback_url="https://down.example/"), queued(), "no event")

    failed = send(event, receiver, queue)

    assert failed == ["m-0", "m-2"]
    assert [target.host for target, *_ in receiver.received] == ["shop.example"]
    assert set(queue.timeouts) == {"receipt-0", "receipt-2"}


def test_a_batch_that_fails_whole_is_reported_message_by_message() -> None:
    assert send(batch(queued()), Receiver(refuses=frozenset({"shop.example"}))) == ["m-0"]


def test_a_url_that_may_not_be_called_is_not_called() -> None:
    receiver = Receiver()

    failed = send(batch(queued(callback_url="https://169.254.169.254/")), receiver)

    assert failed == ["m-0"]
    assert not receiver.received


def test_an_order_without_a_callback_is_done_at_once() -> None:
    receiver = Receiver()

    assert send(batch(queued(callback_url=None)), receiver) == []
    assert not receiver.received


def test_a_message_that_cannot_be_postponed_still_comes_again() -> None:
    receiver = Receiver(refuses=frozenset({"shop.example"}))

    assert send(batch(queued()), receiver, FakeQueue(broken=True)) == ["m-0"]


def test_the_wait_grows_with_each_delivery_up_to_ten_hours() -> None:
    waits = [wait_before_next(received, Random(0)) for received in range(1, 9)]

    for wait, least in zip(waits, [5, 300, 1800, 7200, 18_000, 36_000, 36_000, 36_000], strict=True):
        assert least <= wait <= 1.2 * least


@pytest.mark.parametrize("seed", range(20))
def test_no_wait_is_longer_than_a_queue_allows(seed: int) -> None:
    assert wait_before_next(99, Random(seed)) < 12 * 3600 - 900


def test_a_batch_postpones_by_how_often_the_message_came() -> None:
    queue = FakeQueue()

    send(batch(queued(), received=2), Receiver(refuses=frozenset({"shop.example"})), queue)

    assert 300 <= queue.timeouts["receipt-0"] <= 360


def test_the_key_is_fetched_once_and_again_after_five_minutes() -> None:
    fetched: list[str] = []
    now = [0.0]

    def fetch() -> str:
        fetched.append(SECRET)
        return SECRET

    key = CachedKey(fetch, clock=lambda: now[0])
    for now[0] in (0.0, 299.9, 300.0, 301.0):
        assert key() == key_of(SECRET)

    assert len(fetched) == 2
