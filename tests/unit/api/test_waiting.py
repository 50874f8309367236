"""`Prefer: wait=N` on POST /orders and GET /orders/{order_id}: the outcome, or what there is when time is up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from lambdas.shared.items import Item
from tests.unit.api.fakes import ANYBODY, ID, ORDER, Answer, Api, client_error
from tests.unit.api.test_reading import ITEM

PENDING: Item = ITEM | {"status": "PENDING"}


@dataclass(frozen=True)
class Context:
    """Of a function that has so many seconds left to run."""

    seconds: float

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


def decided_after(seconds: float, **changes: Any) -> Api:
    """An order that is placed, PENDING in its table after 0.1 s, and decided after `seconds`."""
    api = Api(**changes)
    now = api.clock()
    api.table.later = [(now + timedelta(seconds=0.1), PENDING), (now + timedelta(seconds=seconds), ITEM)]
    return api


def wait(seconds: object) -> dict[str, str]:
    return {"prefer": f"wait={seconds}"}


def waited(api: Api) -> float:
    return sum(api.clock.slept)


def test_a_post_that_waits_is_answered_with_the_outcome_as_soon_as_there_is_one() -> None:
    api = decided_after(1)

    answer = api.post(ORDER, headers=wait(10))

    assert answer.status == 200
    assert (answer.body["order_id"], answer.body["status"], answer.body["total"]) == (ID, "APPROVED", 700)
    assert answer.headers["Preference-Applied"] == "wait=10"
    assert answer.headers["Vary"] == "Prefer"
    assert answer.headers["Content-Location"] == answer.headers["Location"] == f"/orders/{ID}"
    assert "Retry-After" not in answer.headers
    assert 1 <= waited(api) < 2


def test_its_outcome_is_what_the_order_is_at_its_own_path() -> None:
    api = decided_after(1)

    placed, shown = api.post(ORDER, headers=wait(10)), api.get(f"/orders/{ID}")

    assert placed.body == shown.body
    assert placed.headers["ETag"] == shown.headers["ETag"]


def test_a_post_that_waited_in_vain_is_answered_as_without_waiting() -> None:
    api, patient = decided_after(60), decided_after(60)

    at_once, answer = api.post(ORDER), patient.post(ORDER, headers=wait(3))

    assert (answer.status, answer.body) == (202, at_once.body)
    assert answer.headers == at_once.headers | {"Preference-Applied": "wait=3"}
    assert waited(patient) == pytest.approx(3)


@pytest.mark.parametrize("seconds", [10, 0])
def test_a_post_sent_again_when_all_is_over_is_answered_with_the_outcome_at_once(seconds: int) -> None:
    api = decided_after(1)
    first = api.post(ORDER, headers=wait(10))
    before = waited(api)

    second, third = api.post(ORDER, headers=wait(seconds)), api.post(ORDER)

    assert second.body == first.body
    assert second.headers == first.headers | {"Preference-Applied": f"wait={seconds}"}
    assert waited(api) == before
    assert third.status == 202
    assert len(api.states.started) == 1


def test_a_get_that_waits_is_answered_when_the_order_is_decided() -> None:
    api = decided_after(1)
    api.post(ORDER)

    answer = api.get(f"/orders/{ID}", headers=wait(10))

    assert (answer.status, answer.body["status"]) == (200, "APPROVED")
    assert answer.headers["Preference-Applied"] == "wait=10"
    assert answer.headers["Vary"] == "Prefer"


def test_a_get_that_waited_in_vain_shows_the_order_as_it_is_by_then() -> None:
    api = decided_after(60)
    api.post(ORDER)

    answer = api.get(f"/orders/{ID}", headers=wait(3))

    assert (answer.status, answer.body["status"], answer.body["total"]) == (200, "PENDING", 700)
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Preference-Applied"] == "wait=3"


def test_a_decided_order_is_not_waited_for() -> None:
    api = decided_after(0)

    answer = api.get(f"/orders/{ID}", headers=wait(10))

    assert (answer.status, waited(api), api.table.reads) == (200, 0, 1)
    assert answer.headers["Preference-Applied"] == "wait=10"


def test_a_wait_ends_with_304_when_the_outcome_is_what_the_client_has_already() -> None:
    api = decided_after(1)
    etag = api.post(ORDER, headers=wait(10)).headers["ETag"]

    answer = api.get(f"/orders/{ID}", headers={**wait(10), "if-none-match": etag})

    assert (answer.status, answer.body) == (304, None)
    assert answer.headers["Preference-Applied"] == "wait=10"


@pytest.mark.parametrize(
    ("wanted", "longest", "seconds"), [(99, 20, 20), ("9" * 9, 20, 20), (20, 5, 5), (1, 20, 1), (0, 20, 0)]
)
def test_nobody_waits_longer_than_the_setting_allows(wanted: object, longest: int, seconds: int) -> None:
    api = decided_after(60, longest_wait=longest)

    answer = api.post(ORDER, headers=wait(wanted))

    assert answer.status == 202
    assert answer.headers["Preference-Applied"] == f"wait={seconds}"
    assert waited(api) == pytest.approx(seconds)


def test_where_waiting_is_turned_off_nothing_is_applied() -> None:
    api = decided_after(1, longest_wait=0)

    answer = api.post(ORDER, headers=wait(10))

    assert (answer.status, waited(api)) == (202, 0)
    assert "Preference-Applied" not in answer.headers


@pytest.mark.parametrize(
    ("left", "seconds", "told"),
    [(29, 20, 20), (28.9, 19.9, 20), (28.4, 19.4, 19), (15, 6, 6), (9.4, 0.4, 0), (9, 0, 0), (1, 0, 0)],
)
def test_a_wait_leaves_nine_seconds_for_the_answer(left: float, seconds: float, told: int) -> None:
    api = decided_after(60)
    event = api.post_event(ORDER, headers=wait(20))

    answer = api(event, Context(left))

    assert answer.status == 202
    assert answer.headers["Preference-Applied"] == f"wait={told}"
    assert waited(api) == pytest.approx(seconds)


def test_the_pauses_grow_and_the_last_look_is_when_the_time_is_up() -> None:
    api = decided_after(60)

    api.post(ORDER, headers=wait(20))

    assert api.clock.slept == pytest.approx([0.2, 0.4, 0.8, 1.6, *[2.0] * 8, 1.0])


@pytest.mark.parametrize("seconds", range(21))
def test_a_wait_looks_fourteen_times_at_most(seconds: int) -> None:
    placing, asking = decided_after(60), decided_after(60)
    asking.post(ORDER)

    placing.post(ORDER, headers=wait(seconds))
    asking.get(f"/orders/{ID}", headers=wait(seconds))

    assert placing.table.reads <= 14
    assert asking.table.reads <= 14


def test_a_wait_asks_step_functions_nothing_while_it_waits() -> None:
    """Its quota of DescribeExecution is a small one, and the order's item says all."""
    api = decided_after(60)

    api.post(ORDER, headers=wait(20))

    assert api.states.described == 0


def test_a_store_that_is_busy_meanwhile_is_no_reason_to_say_that_the_order_was_not_accepted() -> None:
    api = Api()
    api.table.fails_with = client_error("ThrottlingException")

    answer = api.post(ORDER, headers=wait(2))

    assert (answer.status, answer.body["order_id"]) == (202, ID)


def test_nothing_is_waited_for_when_the_order_is_refused_or_not_there() -> None:
    api = Api()

    refused = api.post(ORDER | {"items": []}, headers=wait(10))
    missing = api.get(f"/orders/{ID}", headers=wait(10))

    assert (refused.status, missing.status) == (400, 404)
    assert waited(api) == 0


def test_an_order_of_somebody_else_is_not_waited_for() -> None:
    api = decided_after(1)
    api.post(ORDER)

    answer = api.get(
        f"/orders/{ID}", headers=wait(10), authorizer={"iam": {"accountId": "1", "callerId": "AIDAX"}}
    )

    assert (answer.status, waited(api)) == (404, 0)
    assert ANYBODY not in str(answer)


def test_an_answer_never_says_who_the_caller_is() -> None:
    api = decided_after(1)
    answers: list[Answer] = [api.post(ORDER, headers=wait(10)), api.get(f"/orders/{ID}"), api.post(ORDER)]

    assert not [answer for answer in answers if ANYBODY in str(answer)]
