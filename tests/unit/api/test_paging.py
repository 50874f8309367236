"""Which page of GET /orders is asked for, and what is refused before any store is."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.api.listing import POSITION
from lambdas.api.paging import Wanted, wanted_of
from lambdas.endpoints.delivery import DELIVERY_ID
from lambdas.shared.problem import Problem
from tests.unit.api.fakes import ANYBODY, ID, Api, client_error, http

HERE = f"2026-01-01T00:00:00.123456+00:00 {ID}"
FIRST = Wanted(of=ANYBODY, limit=20, after=None)


def wanted(query: str, *, of: str = ANYBODY, position: str = POSITION) -> Wanted:
    return wanted_of(http("GET", "/orders", query=query), of=of, position=position)


def cursor() -> str:
    return FIRST.query_after(HERE).partition("cursor=")[2]


def test_the_newest_twenty_are_shown_when_nothing_is_said() -> None:
    assert wanted("") == FIRST


@pytest.mark.parametrize("limit", [1, 9, 10, 99, 100])
def test_a_page_has_as_many_as_are_asked_for(limit: int) -> None:
    assert wanted(f"limit={limit}").limit == limit


@pytest.mark.parametrize("limit", [1, 20, 100])
def test_the_next_page_goes_on_where_this_one_ended_and_is_as_long(limit: int) -> None:
    this = Wanted(of=ANYBODY, limit=limit, after=None)

    assert wanted(this.query_after(HERE)) == Wanted(of=ANYBODY, limit=limit, after=HERE)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=1e1", "limit"),
        ("limit=%201", "limit"),
        ("limit=+1", "limit"),
        ("limit=%D9%A1", "limit"),
        ("limit=", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=", "cursor"),
        ("cursor=no", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=é", "cursor"),
        ("status=PENDING", "status"),
        ("Limit=1", "Limit"),
        ("é=1", "\\xe9"),
        ("x" * 99 + "=1", "x" * 64),
    ],
)
def test_a_wrong_parameter_is_a_400_that_names_it(query: str, field: str) -> None:
    api = Api()

    answer = api.get("/orders", query=query)

    assert (answer.status, answer.wrong) == (400, [field])
    assert answer.body["type"] == "urn:saga:problem:invalid-query"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert api.table.reads == 0


def test_all_wrong_parameters_are_told_at_once() -> None:
    answer = Api().get("/orders", query="limit=0&cursor=no&page=2")

    assert sorted(answer.wrong) == ["cursor", "limit", "page"]


@pytest.mark.parametrize(
    "tampered",
    [
        cursor()[:-1],
        cursor() + "A",
        cursor() + "=",
        cursor()[1:],
        cursor().swapcase(),
        urlsafe_b64encode(urlsafe_b64decode(cursor() + "==").replace(b"2026", b"2025")).decode(),
        urlsafe_b64encode(urlsafe_b64decode(cursor() + "==")[17:]).decode(),
    ],
)
def test_a_cursor_that_was_changed_is_refused(tampered: str) -> None:
    with pytest.raises(Problem) as refused:
        wanted(f"cursor={tampered}")

    assert [error.field for error in refused.value.errors] == ["cursor"]


@given(st.integers(0, len(cursor()) - 1), st.sampled_from("ABCDEFwxyz0189-_~!"))
def test_no_character_of_a_cursor_can_be_exchanged(position: int, letter: str) -> None:
    changed = cursor()[:position] + letter + cursor()[position + 1 :]

    if changed == cursor():
        assert wanted(f"cursor={changed}").after == HERE
    else:
        with pytest.raises(Problem):
            wanted(f"cursor={changed}")


@given(st.text())
def test_whatever_is_given_for_a_cursor_it_is_refused_as_one(text: str) -> None:
    with pytest.raises(Problem) as refused:
        wanted_of({"queryStringParameters": {"cursor": text}}, of=ANYBODY, position=POSITION)

    assert [error.field for error in refused.value.errors] == ["cursor"]


def test_a_store_that_is_busy_is_a_503() -> None:
    api = Api()
    api.table.fails_with = client_error("ThrottlingException")

    answer = api.get("/orders")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


def test_a_cursor_of_somebody_else_is_refused() -> None:
    with pytest.raises(Problem):
        wanted(f"cursor={cursor()}", of="c-" + "1" * 32)


def test_a_cursor_of_another_list_is_refused_even_where_its_digits_are_right() -> None:
    with pytest.raises(Problem):
        wanted(f"cursor={cursor()}", position=DELIVERY_ID)
