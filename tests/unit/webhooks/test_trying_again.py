"""Ten tries over three days, by hints as far as a queue can hold them and by the sweep beyond."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from lambdas.endpoints.lanes import Lane
from tests.webhooks.office import Office
from tests.webhooks.post import Reply, in_turn, is_silent, says

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
SPECIFIED = [
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
]


def waits(moments: Sequence[datetime]) -> list[timedelta]:
    return [later - earlier for earlier, later in pairwise(moments)]


@pytest.mark.parametrize("reply", [says(500), is_silent], ids=["500", "silence"])
def test_what_is_never_delivered_is_tried_ten_times_by_the_schedule(office: Office, reply: Reply) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = reply

    office.tell()
    office.live(30 * DAY)

    found = waits([letter.at for letter in office.post.letters])
    assert len(found) == len(SPECIFIED)
    for wait, specified in zip(found, SPECIFIED, strict=True):
        assert specified <= wait <= 1.2 * specified + MINUTE  # the sweep comes at full minutes
    delivery = office.delivery(endpoint)
    assert (delivery["status"], delivery["reason"]) == ("FAILED", "all 10 tries failed")
    assert [attempt["number"] for attempt in office.log(endpoint)] == list(range(1, 11))
    assert len({letter.id for letter in office.post.letters}) == 1


def test_short_waits_need_no_sweep(office: Office) -> None:
    office.register("shop.example")
    office.post.replies["shop.example"] = says(500)
    office.sweeps = False

    office.tell()
    office.live(DAY)

    assert len(office.post.letters) == 3
    assert 5 * SECOND <= waits([letter.at for letter in office.post.letters])[0] <= 6 * SECOND


@pytest.mark.parametrize("failures", range(1, 10))
def test_a_receiver_that_recovers_is_told_and_left_alone(office: Office, failures: int) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(*[says(500)] * failures, says(200))

    office.tell()
    office.live(30 * DAY)

    assert office.delivery(endpoint)["status"] == "DELIVERED"
    assert [attempt["status"] for attempt in office.log(endpoint)] == [500] * failures + [200]
    assert office.queues.waiting == []


def test_what_is_done_is_in_no_index_and_no_queue(office: Office) -> None:
    fails, works = office.register("down.example"), office.register("up.example")
    office.post.replies["down.example"] = says(500)

    office.tell()
    office.live(5 * DAY)

    for endpoint in (fails, works):
        assert not {"look_at", "due_shard", "claim", "claimed_until"} & office.delivery(endpoint).keys()
    assert office.sweep().as_dict() == {"hinted": 0, "replayed": 0, "finished": True}
    assert office.queues.waiting == []


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_puts_off_the_whole_endpoint(office: Office, status: int) -> None:
    office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(status, retry_after="600"), says(204))

    office.tell()
    office.work()
    office.live(MINUTE)
    office.tell()
    office.live(HOUR)

    first, *others = [letter.at for letter in office.post.letters]
    assert len(others) == 2
    assert all(10 * MINUTE <= at - first <= 11 * MINUTE for at in others)


def test_retry_after_as_a_date_is_waited_for(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(
        says(503, retry_after="Thu, 01 Jan 2026 03:00:00 GMT"), says(204)
    )

    office.tell()
    office.live(DAY)

    first, second = [letter.at for letter in office.post.letters]
    assert 3 * HOUR <= second - first <= 3 * HOUR + 2 * MINUTE
    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_retry_after_never_shortens_a_wait(office: Office) -> None:
    office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(429, retry_after="1"), says(204))

    office.tell()
    office.live(HOUR)

    assert waits([letter.at for letter in office.post.letters])[1] >= 5 * MINUTE


@pytest.mark.parametrize("status", [500, 502, 504, 404])
def test_retry_after_of_another_status_says_nothing(office: Office, status: int) -> None:
    office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(status, retry_after="3600"), says(204))

    office.tell()
    office.live(MINUTE)

    assert len(office.post.letters) == 2


@pytest.mark.parametrize(
    "absurd", ["-1", "0", "soon", "Sat, 31 Jan 99999999999999999999 12:00:00 GMT", "9" * 64]
)
def test_an_absurd_retry_after_keeps_nobody_longer_than_a_day(office: Office, absurd: str) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(429, retry_after=absurd), says(204))

    office.tell()
    office.live(DAY + MINUTE)

    assert [attempt["status"] for attempt in office.log(endpoint)] == [429, 204]


def test_an_endpoint_that_failed_is_on_the_patient_lane_until_it_is_well(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(204))
    office.tell()
    office.work()

    office.tell()
    passed_on = office.follow(office.queues.hints(Lane.PROMPT)[0], lane=Lane.PROMPT)
    ailing = office.state(endpoint, "health")
    office.live(MINUTE)
    office.tell()

    assert passed_on.value == "PASSED_ON"
    assert ailing
    assert ailing["ailing"]
    assert office.follow(office.queues.hints(Lane.PROMPT)[0], lane=Lane.PROMPT).value == "DELIVERED"
    assert len(office.post.letters) == 4


def test_an_endpoint_that_is_slow_is_on_the_patient_lane_though_it_answers_well(office: Office) -> None:
    office.register("shop.example")
    seconds = iter([0.0, 2.5, 10.0, 10.1])
    office.stopwatch = lambda: next(seconds)
    office.tell()
    office.work()

    office.tell()
    passed_on = office.follow(office.queues.hints(Lane.PROMPT)[0], lane=Lane.PROMPT)
    office.work()
    office.tell()

    assert passed_on.value == "PASSED_ON"
    assert [message.lane for message in office.queues.waiting] == [Lane.PROMPT]
    assert len(office.post.letters) == 2


def test_an_endpoint_in_good_health_costs_no_write_for_it(office: Office) -> None:
    endpoint = office.register("shop.example")

    for _ in range(3):
        office.tell()
        office.work()

    assert office.state(endpoint, "health") is None


def test_everything_is_forgotten_thirty_days_after_it_was_of_use(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(204))
    began = office.clock()

    office.tell()
    office.live(MINUTE)

    kept = timedelta(days=30)
    assert office.delivery(endpoint)["expires_at"] == int((began + kept).timestamp())
    for attempt in office.log(endpoint):
        assert attempt["expires_at"] == int((datetime.fromisoformat(attempt["at"]) + kept).timestamp())
    lasting = {item["sk"] for item in office.items() if "expires_at" not in item}
    assert lasting == {"endpoints"}
