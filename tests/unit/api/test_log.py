"""The log of an endpoint: its deliveries page by page, newest first, and one of them with all its attempts."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.endpoints import deliveries
from lambdas.endpoints.delivery import Attempt, attempt_item
from tests.support.worlds import put_item
from tests.unit.api.owner import Owner


def ids(page: Any) -> list[str]:
    return [delivery["delivery_id"] for delivery in page["deliveries"]]


def told(me: Owner, endpoint: str, times: int) -> list[str]:
    """The ids of tests, newest first."""
    paths = [me.told(endpoint) for _ in range(times)]
    return [path.rpartition("/")[2] for path in reversed(paths)]


def attempted(me: Owner, path: str, *, number: int, **parts: Any) -> None:
    """As the sender notes it."""
    _, _, endpoint_id, _, delivery_id = path.split("/")
    delivery = deliveries.find(me.world, endpoint_id=endpoint_id, delivery_id=delivery_id)
    assert delivery
    fields = {"duration_ms": 12, "status": None, "error": None, "answer": ""} | parts
    put_item(me.world, "webhooks", attempt_item(delivery, Attempt(number=number, at=me.clock(), **fields)))


def test_the_log_is_empty_before_anything_was_told(me: Owner) -> None:
    assert me.get(f"{me.registered()}/deliveries").body == {"deliveries": [], "next": None}


def test_the_log_is_newest_first_and_shows_what_each_delivery_shows(me: Owner) -> None:
    endpoint = me.registered()
    expected = told(me, endpoint, 3)

    page = me.get(f"{endpoint}/deliveries")

    whole = [me.get(f"{endpoint}/deliveries/{delivery_id}").body for delivery_id in expected]
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-store")
    assert ids(page.body) == expected
    for short, long in zip(page.body["deliveries"], whole, strict=True):
        assert short.items() <= long.items()
        assert long.keys() - short.keys() == {"body", "attempt_log"}


@pytest.mark.parametrize(("limit", "sizes"), [(1, [1] * 5), (2, [2, 2, 1]), (5, [5]), (100, [5])])
def test_pages_that_are_followed_by_next_are_the_whole_log(me: Owner, limit: int, sizes: list[int]) -> None:
    endpoint = me.registered()
    expected = told(me, endpoint, 5)

    found, path, query = [], f"{endpoint}/deliveries", f"limit={limit}"
    while True:
        page = me.get(path, query=query)
        found.append(ids(page.body))
        following = page.body["next"]
        assert page.headers.get("Link") == (f'<{following}>; rel="next"' if following else None)
        if not following:
            break
        path, _, query = following.partition("?")

    assert [len(page) for page in found] == sizes
    assert [delivery_id for page in found for delivery_id in page] == expected


def test_what_is_told_meanwhile_moves_nothing_on_the_next_page(me: Owner) -> None:
    endpoint = me.registered()
    expected = told(me, endpoint, 3)
    path, _, query = me.get(f"{endpoint}/deliveries", query="limit=2").body["next"].partition("?")

    me.told(endpoint)

    assert ids(me.get(path, query=query).body) == expected[2:]


def test_a_cursor_is_good_for_its_endpoint_and_its_caller_only(me: Owner, somebody_else: Owner) -> None:
    mine, other = me.registered(), me.registered("https://other.example/")
    theirs = somebody_else.registered()
    told(me, mine, 2)
    query = me.get(f"{mine}/deliveries", query="limit=1").body["next"].partition("?")[2]

    assert me.get(f"{mine}/deliveries", query=query).status == 200
    for answer in (
        me.get(f"{other}/deliveries", query=query),
        somebody_else.get(f"{theirs}/deliveries", query=query),
        me.get("/orders", query=query),
    ):
        assert (answer.status, answer.wrong) == (400, ["cursor"])


@pytest.mark.parametrize(
    ("query", "field"), [("limit=0", "limit"), ("limit=101", "limit"), ("cursor=x", "cursor"), ("a=1", "a")]
)
def test_a_wrong_parameter_is_a_400_that_names_it(me: Owner, query: str, field: str) -> None:
    answer = me.get(f"{me.registered()}/deliveries", query=query)

    assert (answer.status, answer.body["type"]) == (400, "urn:saga:problem:invalid-query")
    assert answer.wrong == [field]


def test_a_delivery_shows_what_is_sent_and_each_attempt_oldest_first(me: Owner) -> None:
    path = me.told(me.registered())
    attempted(me, path, number=1, status=503, answer="busy, sorry")
    me.clock.sleep(5)
    attempted(me, path, number=2, duration_ms=None, error="the look-up took too long")

    shown = me.get(path)

    assert (shown.status, shown.headers["Cache-Control"]) == (200, "no-store")
    assert shown.body["body"] == {
        "type": "endpoint.test",
        "timestamp": "2026-01-01T00:00:01.000+00:00",
        "data": {"endpoint_id": path.split("/")[2]},
    }
    assert shown.body["attempt_log"] == [
        {
            "number": 1,
            "at": "2026-01-01T00:00:01.000+00:00",
            "duration_ms": 12,
            "status": 503,
            "error": None,
            "answer": "busy, sorry",
        },
        {
            "number": 2,
            "at": "2026-01-01T00:00:06.000+00:00",
            "duration_ms": None,
            "status": None,
            "error": "the look-up took too long",
            "answer": "",
        },
    ]


def test_of_very_many_attempts_the_latest_hundred_are_shown_in_order(me: Owner) -> None:
    path = me.told(me.registered())
    for number in range(1, 131):
        attempted(me, path, number=number, status=500)

    shown = me.get(path).body["attempt_log"]

    assert [attempt["number"] for attempt in shown] == list(range(31, 131))


def test_nothing_of_who_the_caller_is_nor_of_how_it_is_stored_is_shown(me: Owner) -> None:
    path = me.told(me.registered())

    assert me.get(path).body.keys() == {
        "delivery_id",
        "webhook_id",
        "type",
        "status",
        "reason",
        "occurred_at",
        "created_at",
        "attempts",
        "due_at",
        "body",
        "attempt_log",
    }
