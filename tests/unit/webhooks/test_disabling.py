"""An endpoint that is gone, or has only failed for five days, is disabled, and its owner is told in two ways."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from lambdas.endpoints.lanes import Lane
from lambdas.outbox.entries import entry_of, new_events
from lambdas.shared.items import to_attributes
from tests.support.verifier import verify_twice
from tests.webhooks.office import BOB, Office
from tests.webhooks.post import in_turn, meanwhile, says

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def fail_for(office: Office, span: timedelta) -> None:
    """An order every six hours, none of which the receiver takes."""
    for _ in range(int(span / (6 * HOUR))):
        office.tell()
        office.live(6 * HOUR)


def test_410_disables_at_once(office: Office) -> None:
    endpoint = office.register("gone.example")
    office.post.replies["gone.example"] = says(410)

    office.tell()
    office.live(DAY)

    assert len(office.post.letters) == 1
    assert office.endpoint(endpoint)["status"] == "DISABLED"
    assert office.endpoint(endpoint)["disabled_reason"] == "it answered 410 Gone"
    delivery = office.delivery(endpoint)
    assert (delivery["status"], delivery["reason"]) == ("FAILED", "it answered 410 Gone")
    assert [attempt["status"] for attempt in office.log(endpoint)] == [410]


def test_what_waits_for_an_endpoint_that_was_disabled_fails_when_its_time_comes(office: Office) -> None:
    endpoint = office.register("gone.example")
    office.post.replies["gone.example"] = in_turn(says(500), says(410))
    office.tell()
    office.work()
    office.tell()

    office.live(DAY)

    assert len(office.post.letters) == 2
    assert {(each["status"], each["reason"]) for each in office.deliveries(endpoint)} == {
        ("FAILED", "it answered 410 Gone"),
        ("FAILED", "the endpoint is disabled"),
    }


def test_the_owners_other_endpoints_are_told_and_nobody_elses(office: Office) -> None:
    gone, other, off = (office.register(f"{name}.example") for name in ("gone", "other", "off"))
    office.disable(off)
    office.register("bob.example", caller=BOB)
    office.post.replies["gone.example"] = says(410)

    office.tell(callback_url="https://gone.example/hook")
    office.work()

    (letter,) = office.post.to("other.example")
    verify_twice(office.secrets[other][0], letter.headers, letter.body, now=letter.at)
    assert json.loads(letter.body) == {
        "type": "endpoint.disabled",
        "timestamp": "2026-01-01T00:00:00.000+00:00",
        "data": {
            "endpoint_id": gone,
            "url": "https://gone.example/hook",
            "reason": "it answered 410 Gone",
        },
    }
    assert office.delivery(other)["status"] == "DELIVERED"
    assert {each.host for each in office.post.letters} == {"gone.example", "other.example"}


def test_the_bus_is_told_by_the_tables_outbox(office: Office) -> None:
    gone = office.register("gone.example")
    office.post.replies["gone.example"] = says(410)

    office.tell()
    office.work()

    records = [{"dynamodb": {"NewImage": to_attributes(item)}} for item in office.items() if "events" in item]
    (event,) = [event for record in records for event in new_events(record)]
    entry = entry_of(event, bus="bus")
    assert (entry["Source"], entry["DetailType"]) == ("saga.webhooks", "EndpointDisabled")
    assert json.loads(entry["Detail"])["data"] == {
        "endpoint_id": gone,
        "url": "https://gone.example/hook",
        "reason": "it answered 410 Gone",
    }
    (item,) = [item for item in office.items() if "events" in item]
    assert item["pk"].startswith("saga#")


def test_a_message_has_the_events_own_id(office: Office) -> None:
    for name in ("gone", "other"):
        office.register(f"{name}.example")
    office.post.replies["gone.example"] = says(410)

    office.tell(callback_url="https://gone.example/hook")
    office.work()

    (item,) = [item for item in office.items() if "events" in item]
    (letter,) = office.post.to("other.example")
    assert letter.id == item["events"][0]["id"].replace(".", "~")


def test_only_failures_for_five_days_disable(office: Office) -> None:
    endpoint = office.register("down.example")
    other = office.register("up.example")
    office.post.replies["down.example"] = says(500)

    fail_for(office, 5 * DAY - 6 * HOUR)
    before = office.endpoint(endpoint)["status"]
    fail_for(office, DAY)

    assert before == "ENABLED"
    assert office.endpoint(endpoint)["status"] == "DISABLED"
    office.live(2 * DAY)
    assert office.endpoint(endpoint)["disabled_reason"].startswith(
        "it has only failed for 5 days, since 2026-01-01"
    )
    assert {each["status"] for each in office.deliveries(endpoint)} == {"FAILED"}
    told = [json.loads(each.body) for each in office.post.to("up.example")]
    assert [each["type"] for each in told].count("endpoint.disabled") == 1
    assert office.endpoint(other)["status"] == "ENABLED"


def test_one_success_in_between_does_not(office: Office) -> None:
    endpoint = office.register("down.example")
    office.post.replies["down.example"] = says(500)
    fail_for(office, 4 * DAY)

    office.post.replies["down.example"] = in_turn(says(204), says(500))
    fail_for(office, 4 * DAY)

    assert office.endpoint(endpoint)["status"] == "ENABLED"


def test_a_success_of_another_attempt_meanwhile_does_not(office: Office) -> None:
    endpoint = office.register("down.example")
    office.post.replies["down.example"] = says(500)
    office.tell()
    office.live(5 * DAY)

    def another_succeeds() -> None:
        office.post.replies["down.example"] = says(204)
        office.tell()
        office.work()

    office.post.replies["down.example"] = meanwhile(another_succeeds, says(500))
    office.tell()
    office.work()

    assert office.endpoint(endpoint)["status"] == "ENABLED"
    assert {each["status"] for each in office.deliveries(endpoint)} == {"FAILED", "PENDING", "DELIVERED"}


def test_nor_does_a_failure_that_was_under_way_when_its_owner_enabled_it(office: Office) -> None:
    endpoint = office.register("down.example")
    office.post.replies["down.example"] = says(500)
    office.tell()
    office.live(5 * DAY)

    office.post.replies["down.example"] = meanwhile(lambda: office.enable(endpoint), says(500))
    office.tell()
    office.work()

    assert office.endpoint(endpoint)["status"] == "ENABLED"


def test_enabling_forgets_what_was(office: Office) -> None:
    endpoint = office.register("down.example")
    office.post.replies["down.example"] = says(500)
    fail_for(office, 6 * DAY)
    office.enable(endpoint)

    fail_for(office, 4 * DAY)

    assert office.endpoint(endpoint)["status"] == "ENABLED"


def test_an_endpoint_that_is_disabled_is_sent_nothing_and_the_log_says_what_it_missed(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.disable(endpoint)

    office.tell()
    office.live(DAY)

    assert office.post.letters == []
    delivery = office.delivery(endpoint)
    assert (delivery["status"], delivery["reason"]) == ("FAILED", "the endpoint is disabled")


@pytest.mark.parametrize(
    ("change", "reason"),
    [("disable", "the endpoint is disabled"), ("delete", "the endpoint was deleted")],
)
def test_what_its_owner_did_meanwhile_holds_for_what_waits(office: Office, change: str, reason: str) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = says(500)
    office.tell()
    office.work()

    getattr(office, change)(endpoint)
    office.live(5 * DAY)

    assert len(office.post.letters) == 1
    delivery = office.delivery(endpoint)
    assert (delivery["status"], delivery["reason"]) == ("FAILED", reason)
    assert not {"look_at", "due_shard"} & delivery.keys()


@pytest.mark.parametrize("change", ["disable", "delete"])
def test_what_its_owner_does_during_an_attempt_comes_too_late_for_it(office: Office, change: str) -> None:
    endpoint = office.register("shop.example")
    office.post.replies["shop.example"] = meanwhile(lambda: getattr(office, change)(endpoint), says(204))

    office.tell()
    office.work()

    assert office.delivery(endpoint)["status"] == "DELIVERED"


def test_a_change_of_its_owner_during_an_attempt_that_disables_is_kept(office: Office) -> None:
    gone = office.register("gone.example")
    office.post.replies["gone.example"] = meanwhile(lambda: office.register("new.example"), says(410))

    office.tell()
    office.work()

    assert office.endpoint(gone)["status"] == "DISABLED"
    (letter,) = office.post.to("new.example")
    assert json.loads(letter.body)["type"] == "endpoint.disabled"


@pytest.mark.parametrize("change", ["disable", "delete"])
def test_an_endpoint_that_its_owner_took_away_during_an_attempt_is_not_disabled_a_second_time(
    office: Office, change: str
) -> None:
    endpoint = office.register("gone.example")
    office.register("other.example")
    office.post.replies["gone.example"] = meanwhile(lambda: getattr(office, change)(endpoint), says(410))

    office.tell(callback_url="https://gone.example/hook")
    office.work()

    assert not [item for item in office.items() if "events" in item]
    assert office.post.to("other.example") == []
    assert office.delivery(endpoint)["status"] == "FAILED"


def test_two_attempts_that_are_told_that_it_is_gone_disable_it_once(office: Office) -> None:
    gone = office.register("gone.example")
    office.register("other.example")

    def another_is_told_too() -> None:
        office.tell(callback_url="https://gone.example/hook")
        for hint in office.queues.hints(Lane.PROMPT):
            office.follow(hint)

    office.post.replies["gone.example"] = meanwhile(another_is_told_too, says(410))
    office.tell(callback_url="https://gone.example/hook")
    office.work()

    assert office.endpoint(gone)["status"] == "DISABLED"
    assert len([item for item in office.items() if "events" in item]) == 1
    assert len(office.post.to("other.example")) == 1
    assert [len(office.post.to("gone.example")), len(office.deliveries(gone))] == [2, 2]
