"""Hints on their way into a queue: never an error, and never early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from lambdas.endpoints.lanes import Hint, Lane, NotAHint, hint_of
from tests.support.worlds import Clock
from tests.unit.endpoints.fakes import FakeQueues, lanes_on

HINT = Hint(endpoint_id="e-1", delivery_id="d-1")


def many(number: int) -> list[Hint]:
    return [Hint(endpoint_id="e-1", delivery_id=f"d-{each}") for each in range(number)]


@pytest.mark.parametrize("number", [0, 1, 10, 11, 25])
def test_all_are_sent_ten_in_a_call(number: int) -> None:
    queues = FakeQueues(Clock())

    lanes_on(queues).send(many(number), lane=Lane.PATIENT)

    assert queues.hints(Lane.PATIENT) == many(number)
    assert queues.hints(Lane.PROMPT) == []


def test_a_message_is_of_its_endpoints_group_so_that_a_queue_can_be_fair() -> None:
    queues = FakeQueues(Clock())

    lanes_on(queues).send([HINT], lane=Lane.PROMPT)

    assert [message.group for message in queues.waiting] == ["e-1"]


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [(0.0, 0), (0.001, 1), (5.0, 5), (5.5, 6), (899.2, 900), (900.0, 900), (3600.0, 900)],
)
def test_a_delay_is_whole_seconds_never_too_short_unless_the_queue_knows_no_longer(
    delay: float, seconds: int
) -> None:
    queues = FakeQueues(Clock(now=datetime(2026, 1, 1, tzinfo=UTC)))

    lanes_on(queues).send([HINT], lane=Lane.PROMPT, delay=timedelta(seconds=delay))

    assert queues.waiting[0].due == datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AWS.SimpleQueueService.NonExistentQueue"}}, "SendMessageBatch"),
        EndpointConnectionError(endpoint_url="https://sqs.example"),
    ],
)
def test_a_queue_that_cannot_be_had_is_no_error(error: Exception) -> None:
    queues = FakeQueues(Clock(), fails_with=error)

    lanes_on(queues).send(many(11), lane=Lane.PROMPT)

    assert queues.waiting == []


def test_a_hint_that_the_queue_refuses_is_no_error() -> None:
    lanes_on(FakeQueues(Clock(), refuses="InternalError")).send([HINT], lane=Lane.PROMPT)


def test_a_hint_is_read_as_it_was_written() -> None:
    assert hint_of(HINT.text()) == HINT


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", "{}", '{"endpoint_id": "e-1"}'])
def test_what_is_no_hint_is_refused(text: str) -> None:
    with pytest.raises(NotAHint):
        hint_of(text)
