"""From an order's outcome to the receiver's answer: what is sent to whom, and what counts as delivered."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.support.verifier import Refused, verify, verify_twice
from tests.webhooks.office import BOB, Office
from tests.webhooks.post import in_turn, is_silent, says

HOUR = timedelta(hours=1)


def test_an_outcome_is_told_to_each_of_its_callers_endpoints_with_a_secret_of_its_own(office: Office) -> None:
    one, other = office.register("one.example"), office.register("other.example")
    office.register("bob.example", caller=BOB)

    webhook_id = office.tell()
    office.work()

    (first,), (second,) = office.post.to("one.example"), office.post.to("other.example")
    assert (first.id, first.body) == (second.id, second.body)
    assert first.id == webhook_id
    assert json.loads(first.body)["type"] == "order.rejected"
    verify_twice(office.secrets[one][0], first.headers, first.body, now=first.at)
    verify_twice(office.secrets[other][0], second.headers, second.body, now=second.at)
    with pytest.raises(Refused, match="no signature"):
        verify(office.secrets[other][0], first.headers, first.body, now=first.at)
    assert office.post.to("bob.example") == []
    assert [office.delivery(each)["status"] for each in (one, other)] == ["DELIVERED", "DELIVERED"]


def test_an_order_with_a_callback_url_is_told_to_that_endpoint_alone(office: Office) -> None:
    office.register("one.example")
    office.register("other.example")

    office.tell(callback_url="https://other.example/hook")
    office.work()

    assert [letter.host for letter in office.post.letters] == ["other.example"]


def test_an_order_whose_endpoint_was_deleted_meanwhile_is_told_to_nobody(office: Office) -> None:
    endpoint = office.register("one.example")
    office.delete(endpoint)

    office.tell(callback_url="https://one.example/hook")
    office.live(HOUR)

    assert office.post.letters == []


def test_an_order_from_before_callers_were_known_is_told_to_nobody(office: Office) -> None:
    office.register("one.example")

    office.tell(caller=None)

    assert office.queues.waiting == []


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_success(office: Office, status: int) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = says(status)

    office.tell()
    office.live(timedelta(days=5))

    assert office.delivery(endpoint)["status"] == "DELIVERED"
    assert [attempt["status"] for attempt in office.log(endpoint)] == [status]


@pytest.mark.parametrize(
    "status", [199, 300, 301, 302, 304, 307, 308, 400, 401, 404, 409, 422, 500, 502, 504]
)
def test_nothing_else_is(office: Office, status: int) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(status), says(204))

    office.tell()
    office.work()
    after_one = office.delivery(endpoint)["status"]
    office.live(HOUR)

    assert after_one == "PENDING"
    assert [attempt["status"] for attempt in office.log(endpoint)] == [status, 204]
    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_each_attempt_has_the_same_id_and_body_and_a_timestamp_of_its_own(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), is_silent, says(204))

    office.tell()
    office.live(HOUR)

    assert len(office.post.letters) == 3
    assert len({(letter.id, letter.body) for letter in office.post.letters}) == 1
    stamps = [int(letter.headers["webhook-timestamp"]) for letter in office.post.letters]
    assert stamps == [int(letter.at.timestamp()) for letter in office.post.letters]
    assert len(set(stamps)) == 3
    for letter in office.post.letters:
        verify_twice(office.secrets[endpoint][0], letter.headers, letter.body, now=letter.at)


def test_the_log_says_when_how_long_and_how_the_answer_began(office: Office) -> None:
    seconds = iter([10.0, 10.25, 20.0, 35.0])
    office.stopwatch = lambda: next(seconds)
    endpoint = office.register("shop.example")
    start = "naïve\x1b[2J\r\n".encode()[:-1]
    office.post.replies["shop.example"] = in_turn(says(500, start=start), is_silent)

    office.tell()
    office.live(timedelta(seconds=10))

    first, second = office.log(endpoint)
    assert [first["at"], second["at"]] == [
        letter.at.isoformat(timespec="milliseconds") for letter in office.post.letters
    ]
    assert (first["number"], first["status"], first["error"], first["duration_ms"]) == (1, 500, None, 250)
    assert first["answer"] == "naïve�[2J�"
    assert (second["number"], second["status"], second["duration_ms"]) == (2, None, 15_000)
    assert second["error"] == "time: no answer within 15 s"
    assert second["answer"] == ""


def test_a_url_that_may_not_be_called_is_logged_and_not_called(office: Office) -> None:
    endpoint = office.register_url("https://169.254.169.254/latest")

    office.tell()
    office.work()

    assert office.post.letters == []
    (attempt,) = office.log(endpoint)
    assert attempt["error"] == "the URL must lead to a public address"
    assert office.delivery(endpoint)["status"] == "PENDING"


def test_an_event_that_comes_twice_opens_nothing_and_sends_nothing_twice(office: Office) -> None:
    endpoint = office.register("shop.example")
    queued = office.decide()

    for _ in range(3):
        office.dispatch(queued)
        office.work()

    assert len(office.deliveries(endpoint)) == 1
    assert len(office.post.letters) == 1


def test_a_hint_that_comes_often_is_followed_once(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(204))
    office.tell()
    hint = office.hint(endpoint)

    for _ in range(3):
        office.follow(hint)
        office.work()
    for _ in range(3):
        office.live(timedelta(seconds=10))
        office.follow(hint)

    assert [attempt["status"] for attempt in office.log(endpoint)] == [500, 204]
    assert office.queues.waiting == []


def test_a_hint_for_what_is_not_there_is_dropped(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    hint = office.hint(endpoint)
    nowhere = type(hint)(endpoint_id=hint.endpoint_id, delivery_id="d-0")

    assert office.follow(nowhere).value == "DROPPED"
    assert office.post.letters == []
