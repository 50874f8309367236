"""Replays: of one delivery, and of all since a time; the id stays, so a receiver can tell."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from lambdas.endpoints import deliveries, replays
from lambdas.endpoints.delivery import DeliveryStatus
from lambdas.endpoints.lanes import Lane
from tests.webhooks.office import Office
from tests.webhooks.post import in_turn, meanwhile, says

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))


def replay_one(office: Office, endpoint: str) -> bool:
    """As the API does it."""
    hint = office.hint(endpoint)
    found = deliveries.find(office.world, endpoint_id=endpoint, delivery_id=hint.delivery_id)
    assert found
    done = deliveries.replay(office.world, found, now=office.clock())
    office.lanes.send([hint], lane=Lane.PROMPT)
    return done


def replay_since(
    office: Office, endpoint: str, since: datetime, only: DeliveryStatus | None = None
) -> replays.Replay:
    return replays.request(office.world, endpoint_id=endpoint, since=since, only=only, now=office.clock())


def test_what_was_delivered_is_told_again_under_its_id(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    office.live(HOUR)

    assert replay_one(office, endpoint)
    office.live(HOUR)

    first, second = office.post.letters
    assert (first.id, first.body) == (second.id, second.body)
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert [attempt["number"] for attempt in office.log(endpoint)] == [1, 2]
    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_what_failed_has_the_whole_schedule_before_it_again(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = says(404)
    office.tell()
    office.live(4 * DAY)
    office.post.replies["shop.example"] = in_turn(*[says(404)] * 9, says(204))

    replay_one(office, endpoint)
    office.enable(endpoint)
    office.live(5 * DAY - HOUR)

    assert office.delivery(endpoint)["status"] == "DELIVERED"
    assert office.delivery(endpoint)["reason"] is None or "reason" not in office.delivery(endpoint)
    assert [attempt["number"] for attempt in office.log(endpoint)] == list(range(1, 21))


def test_what_waits_for_its_next_try_is_tried_at_once(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(*[says(500)] * 4, says(204))
    office.tell()
    office.live(HOUR)

    replay_one(office, endpoint)
    office.live(SECOND)

    assert office.delivery(endpoint)["status"] == "DELIVERED"
    office.live(DAY)
    assert len(office.post.letters) == 5


@pytest.mark.parametrize("status", [204, 500])
def test_one_that_is_under_way_is_logged_and_told_again(office: Office, status: int) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(
        meanwhile(lambda: replay_one(office, endpoint), says(status)), says(204)
    )

    office.tell()
    office.live(MINUTE)

    assert [attempt["status"] for attempt in office.log(endpoint)] == [status, 204]
    assert len({(letter.id, letter.body) for letter in office.post.letters}) == 1
    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_what_is_gone_is_not_replayed(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    hint = office.hint(endpoint)
    found = deliveries.find(office.world, endpoint_id=endpoint, delivery_id=hint.delivery_id)
    assert found
    office.forget(endpoint)

    assert not deliveries.replay(office.world, found, now=office.clock())
    assert office.deliveries(endpoint) == []


def test_a_replay_keeps_the_log_for_thirty_days_more(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    office.live(29 * DAY)

    replay_one(office, endpoint)

    until = datetime.fromtimestamp(office.delivery(endpoint)["expires_at"], tz=office.clock().tzinfo)
    assert until - office.clock() == 30 * DAY


def test_all_since_a_time_are_told_again_and_those_before_are_not(office: Office) -> None:
    endpoint, other = office.register("shop.example"), office.register("other.example")
    for _ in range(5):
        office.tell()
        office.live(HOUR)
    ids = [letter.id for letter in office.post.to("shop.example")]
    since = office.post.to("shop.example")[2].at

    replay_since(office, endpoint, since)
    office.live(5 * MINUTE)

    again = [letter.id for letter in office.post.to("shop.example")[5:]]
    assert sorted(again) == sorted(ids[2:])
    assert len(office.post.to("other.example")) == 5
    assert len(office.deliveries(other)) == 5


def test_what_happens_after_it_was_asked_for_is_not_part_of_it(office: Office) -> None:
    endpoint = office.register("shop.example")
    began = office.clock()
    replay_since(office, endpoint, began)
    office.clock.now += SECOND
    office.tell()
    office.work()

    office.live(5 * MINUTE)

    assert len(office.post.letters) == 1


def test_only_those_that_failed_are_told_again_when_asked_for(office: Office) -> None:
    endpoint = office.register("shop.example")
    began = office.clock()
    office.tell()
    office.live(HOUR)
    office.disable(endpoint)
    missed = office.tell()
    office.enable(endpoint)

    replay_since(office, endpoint, began, DeliveryStatus.FAILED)
    office.live(5 * MINUTE)

    assert [letter.id for letter in office.post.letters[1:]] == [missed]


def test_hundreds_are_worked_off_page_by_page(office: Office) -> None:
    endpoint = office.register("shop.example")
    began = office.clock()
    office.disable(endpoint)
    ids = [office.tell() for _ in range(420)]
    office.enable(endpoint)

    replay_since(office, endpoint, began)
    office.live(5 * MINUTE)

    assert sorted(letter.id for letter in office.post.letters) == sorted(ids)
    assert {each["status"] for each in office.deliveries(endpoint)} == {"DELIVERED"}
    assert office.sweep().as_dict() == {"hinted": 0, "replayed": 0, "finished": True}


def test_the_next_sweep_goes_on_where_one_had_no_more_time(office: Office) -> None:
    endpoint = office.register("shop.example")
    began = office.clock()
    office.disable(endpoint)
    ids = [office.tell() for _ in range(350)]
    office.enable(endpoint)
    replay_since(office, endpoint, began)
    office.sweeps = False
    office.clock.now += MINUTE

    with office.passing(0.15 * SECOND):
        first = office.sweep()
    rest = office.sweep()
    office.work()

    assert not first.finished
    assert 0 < first.replayed < 350
    assert rest.finished
    assert first.replayed + rest.replayed == 350
    assert sorted(letter.id for letter in office.post.letters) == sorted(ids)


def test_a_replay_of_thousands_keeps_no_other_waiting(office: Office) -> None:
    many, few = office.register("many.example"), office.register("few.example")
    began = office.clock()
    for endpoint in (many, few):
        office.disable(endpoint)
    for _ in range(500):
        office.tell(callback_url="https://many.example/hook")
    office.tell(callback_url="https://few.example/hook")
    for endpoint in (many, few):
        office.enable(endpoint)
        replay_since(office, endpoint, began)
    office.sweeps = False
    office.clock.now += MINUTE

    with office.passing(0.1 * SECOND):
        first = office.sweep()
    office.work()

    assert not first.finished
    assert len(office.post.to("few.example")) == 1


def test_deliveries_whose_time_has_come_go_before_replays(office: Office) -> None:
    many, due = office.register("many.example"), office.register("due.example")
    began = office.clock()
    office.disable(many)
    office.queues.loses = lambda message: message.hint.endpoint_id == due
    for _ in range(500):
        office.tell()
    office.enable(many)
    replay_since(office, many, began)
    office.queues.loses = lambda _: False
    office.sweeps = False
    office.clock.now += 6 * MINUTE

    with office.passing(0.02 * SECOND):
        swept = office.sweep()

    assert swept.hinted == 500


def test_a_disabled_endpoint_is_told_nothing_by_a_replay(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    office.live(HOUR)
    office.disable(endpoint)

    replay_since(office, endpoint, office.clock() - DAY)
    office.live(HOUR)

    assert len(office.post.letters) == 1
    assert (office.delivery(endpoint)["status"], office.delivery(endpoint)["reason"]) == (
        "FAILED",
        "the endpoint is disabled",
    )
