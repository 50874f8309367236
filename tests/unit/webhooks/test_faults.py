"""Every call of the store that a flow makes, failing in every way: all ends well, and nothing is done twice at once.

A flow is played again and again, each time with the trouble one call later, until there is no such call.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import TypeAlias

import pytest

from lambdas.endpoints import replays
from lambdas.shared.errors import SagaError
from tests.support.verifier import verify_twice
from tests.webhooks.office import ADA, Died, Office, office, with_store
from tests.webhooks.post import in_turn, says
from tests.webhooks.troubled import WAYS, Troubled, Way

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FUNCTION = timedelta(seconds=30)
"""As long as a sender may run."""


Begin: TypeAlias = Callable[[], None]
"""From when on there is trouble."""


def dispatches(it: Office, begin: Begin) -> None:
    """Until it is done: the queue hands it out five times, and a person does after that."""
    begin()
    message, dispatched = it.decide(), False
    while not dispatched:
        with suppress(SagaError, Died):
            it.dispatch(message)
            dispatched = True
        it.clock.now += 3 * MINUTE


def is_sent(it: Office, begin: Begin) -> None:
    it.tell()
    begin()
    it.work()


def fails_first(it: Office, begin: Begin) -> None:
    it.post.replies["shop.example"] = in_turn(says(500), says(204))
    it.tell()
    begin()
    it.live(MINUTE)


def are_asked_to_wait(it: Office, begin: Begin) -> None:
    it.post.replies["shop.example"] = in_turn(says(429, retry_after="40"), says(204))
    it.tell()
    it.tell()
    begin()
    it.live(5 * MINUTE)


def is_swept(it: Office, begin: Begin) -> None:
    it.queues.loses = lambda _: True
    it.tell()
    it.queues.loses = lambda _: False
    it.clock.now += 6 * MINUTE
    begin()
    it.sweep()


def are_replayed(it: Office, begin: Begin) -> None:
    for _ in range(3):
        it.tell()
    it.live(MINUTE)
    (endpoint,) = it.secrets
    replays.request(it.world, endpoint_id=endpoint, since=it.clock() - DAY, only=None, now=it.clock())
    it.clock.now += MINUTE
    begin()
    it.sweep()


Flow: TypeAlias = Callable[[Office, Begin], None]
FLOWS: tuple[Flow, ...] = (dispatches, is_sent, fails_first, are_asked_to_wait, is_swept, are_replayed)


def check(it: Office) -> None:
    (endpoint,) = it.secrets
    stored = it.deliveries(endpoint)
    assert stored
    for delivery in stored:
        assert delivery["status"] == "DELIVERED", delivery
        letters = [letter for letter in it.post.letters if letter.id == delivery["webhook_id"]]
        log = [item for item in it.items() if item["pk"] == f"delivery#{endpoint}#{delivery['delivery_id']}"]
        assert len({letter.body for letter in letters}) == 1
        for letter in letters:
            verify_twice(it.secrets[endpoint][0], letter.headers, letter.body, now=letter.at)
        assert [attempt["number"] for attempt in log] == list(range(1, delivery["attempts"] + 1))
        known = [attempt for attempt in log if attempt["duration_ms"] is not None]
        assert len(known) <= len(letters) <= len(log)
        at = {letter.at.isoformat(timespec="milliseconds") for letter in letters}
        assert {attempt["at"] for attempt in known} <= at
        assert not {"look_at", "claimed_until"} & delivery.keys()
    assert it.queues.waiting == []


def check_one_at_a_time(it: Office) -> None:
    """Where a sender's end is not in the log, nothing is sent of the same before it must be over."""
    (endpoint,) = it.secrets
    for delivery in it.deliveries(endpoint):
        letters = [letter for letter in it.post.letters if letter.id == delivery["webhook_id"]]
        log = {item["at"]: item for item in it.items() if item["pk"].startswith("delivery#")}
        for letter, later in pairwise(letters):
            logged = log.get(letter.at.isoformat(timespec="milliseconds"))
            ended = logged is not None and logged["duration_ms"] is not None
            assert ended or later.at - letter.at >= FUNCTION


@pytest.mark.parametrize("length", [1, 5], ids=["one call", "five calls"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_every_call_may_fail(flow: Flow, way: Way, length: int) -> None:
    first = 0
    while True:
        with office() as healthy:
            healthy.register("shop.example", caller=ADA)
            troubled = Troubled(healthy.world.dynamodb, first=first, length=length, way=way)
            it = with_store(healthy, troubled)
            with suppress(SagaError, Died):
                flow(it, troubled.begin)
            if not troubled.struck:
                break
            it.live(5 * DAY)
            check(it)
            check_one_at_a_time(it)
        first += 1
    assert first > 2
