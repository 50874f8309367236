"""What is lost, late or dies on the way: the table knows, and the sweep looks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from lambdas.endpoints.lanes import Lane
from lambdas.webhooks.delivering import Outcome
from lambdas.webhooks.wire import Answer
from tests.webhooks.office import Died, Office, with_store
from tests.webhooks.post import Letter, in_turn, says
from tests.webhooks.troubled import Troubled, unanswered

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
CUT_OFF = "the sender was cut off: it is not known whether this reached the receiver"


def dies(_: Letter) -> Answer:
    raise Died


def test_with_every_hint_lost_the_sweep_finds_all_the_same(office: Office) -> None:
    endpoints = [office.register(f"shop-{number}.example") for number in range(3)]
    office.queues.loses = lambda message: message.lane is Lane.PROMPT

    for _ in range(10):
        office.tell()
    office.live(10 * MINUTE)

    found = [each for endpoint in endpoints for each in office.deliveries(endpoint)]
    assert len(found) == 30
    assert {each["status"] for each in found} == {"DELIVERED"}


def test_a_hint_that_is_on_its_way_is_not_taken_for_lost(office: Office) -> None:
    office.register("shop.example")
    office.tell()
    office.clock.now += 4 * MINUTE

    assert office.sweep().hinted == 0


def test_a_hint_is_sent_every_few_minutes_until_one_arrives(office: Office) -> None:
    endpoint = office.register("shop.example")
    lost, began = [], office.clock()

    def loses(message: object) -> bool:
        lost.append(message)
        return len(lost) <= 5

    office.queues.loses = loses
    office.tell()
    office.live(HOUR)

    assert office.delivery(endpoint)["status"] == "DELIVERED"
    assert office.post.letters[0].at - began <= 5 * 6 * MINUTE


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "ServiceUnavailable"}}, "SendMessageBatch"),
        EndpointConnectionError(endpoint_url="https://sqs.example"),
    ],
)
def test_a_queue_that_is_down_for_an_hour_loses_nothing(office: Office, error: Exception) -> None:
    endpoint = office.register("shop.example")
    office.queues.fails_with = error
    office.tell()
    office.live(HOUR)

    office.queues.fails_with = None
    office.live(10 * MINUTE)

    assert office.delivery(endpoint)["status"] == "DELIVERED"
    assert len(office.post.letters) == 1


def test_a_key_service_that_is_down_loses_nothing_and_is_no_try(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.kms.fails_with = ClientError({"Error": {"Code": "ThrottlingException"}}, "Decrypt")
    office.tell()
    office.live(HOUR)

    office.kms.fails_with = None
    office.live(10 * MINUTE)

    assert [attempt["number"] for attempt in office.log(endpoint)] == [1]
    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_a_sender_that_dies_is_logged_by_the_next_one_when_its_lease_has_ended(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(dies, says(204))

    office.tell()
    office.live(10 * MINUTE)

    first, second = office.post.letters
    assert second.at - first.at >= 60 * SECOND
    cut_off, delivered = office.log(endpoint)
    assert (cut_off["number"], cut_off["status"], cut_off["error"]) == (1, None, CUT_OFF)
    assert cut_off["at"] == first.at.isoformat(timespec="milliseconds")
    assert (delivered["number"], delivered["status"]) == (2, 204)


def test_an_answer_of_the_store_that_is_lost_does_not_make_the_next_try_late(office: Office) -> None:
    office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(says(500), says(204))
    office.tell()

    record = Troubled(office.world.dynamodb, first=4, length=1, way=unanswered)
    it = with_store(office, record)
    record.begin()
    it.live(10 * SECOND)

    assert record.struck
    assert len(it.post.letters) == 2


def test_while_a_sender_may_be_at_it_no_other_begins(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = in_turn(dies, says(204))
    office.tell()
    office.work()
    hint = office.hint(endpoint)

    for _ in range(59):
        office.clock.sleep(1)
        assert office.follow(hint, lane=Lane.PATIENT) is Outcome.DROPPED
    office.clock.sleep(1)

    assert office.follow(hint, lane=Lane.PATIENT) is Outcome.DELIVERED


def test_senders_that_always_die_use_up_the_tries_and_no_more(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = dies

    office.tell()
    office.live(30 * DAY)

    delivery = office.delivery(endpoint)
    assert (delivery["status"], delivery["reason"]) == (
        "FAILED",
        "the sender was cut off at the last of 10 tries",
    )
    assert [attempt["number"] for attempt in office.log(endpoint)] == list(range(1, 11))
    assert {attempt["error"] for attempt in office.log(endpoint)} == {CUT_OFF}
    assert len(office.post.letters) == 10


@pytest.mark.parametrize("change", ["disable", "delete"])
def test_what_a_sender_left_behind_is_logged_also_when_the_endpoint_is_taken_away(
    office: Office, change: str
) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = dies
    office.tell()
    office.work()

    getattr(office, change)(endpoint)
    office.live(HOUR)

    assert [attempt["error"] for attempt in office.log(endpoint)] == [CUT_OFF]
    assert office.delivery(endpoint)["status"] == "FAILED"
    assert len(office.post.letters) == 1


def test_a_sweep_that_dies_after_it_noted_an_entry_sends_its_hint_a_little_later(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.queues.loses = lambda _: True
    office.tell()
    office.clock.now += 6 * MINUTE
    office.sweep()

    office.queues.loses = lambda _: False
    office.live(7 * MINUTE)

    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_two_sweeps_at_once_hint_once(office: Office) -> None:
    office.register("shop.example")
    office.tell()
    office.queues.waiting.clear()
    office.clock.now += 6 * MINUTE

    hinted = [office.sweep().hinted, office.sweep().hinted]

    assert hinted == [1, 0]


def test_a_sweep_that_has_no_time_leaves_the_rest_to_the_next(office: Office) -> None:
    office.register("shop.example")
    office.queues.loses = lambda message: message.lane is Lane.PROMPT
    for _ in range(300):
        office.tell()
    office.clock.now += 6 * MINUTE

    with office.passing(0.2 * SECOND):
        swept = [office.sweep() for _ in range(6)]

    assert not swept[0].finished
    assert 0 < swept[0].hinted < 300
    assert sum(each.hinted for each in swept) == 300
    assert swept[-1].finished
