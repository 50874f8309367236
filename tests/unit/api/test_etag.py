"""Conditional reading of an order: RFC 9110, section 13, whose grammar the rows are written from."""

from __future__ import annotations

import pytest

from lambdas.api.etag import has_already, is_wanted
from tests.unit.api.fakes import ID, ORDER, Api
from tests.unit.api.slowness import is_read_at_once
from tests.unit.api.test_reading import api_with


def has(header: str) -> bool:
    return has_already({"headers": {"if-none-match": header}}, '"xyzzy"')


@pytest.mark.parametrize(
    "header",
    [
        '"xyzzy"',
        'W/"xyzzy"',
        '"r2d2xxxx", "xyzzy", "c3piozzzz"',
        'W/"r2d2xxxx",W/"xyzzy"',
        ' , "xyzzy" ,, ',
        '"a,b", "xyzzy"',
        "*",
        " * ",
        '"",\t"xyzzy"',
    ],
)
def test_a_client_has_what_it_names_in_a_list_weakly_or_as_anything(header: str) -> None:
    assert has(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "xyzzy",
        '"xyzz"',
        '"XYZZY"',
        '"a", "b"',
        'w/"xyzzy"',
        '"xyzzy',
        '"a" "xyzzy"',
        '*, "a"',
        '"a, "xyzzy""',
        "W/*",
    ],
)
def test_a_client_has_nothing_that_it_does_not_name_or_names_wrongly(header: str) -> None:
    assert not has(header)


@pytest.mark.parametrize("header", ["", "*", '"xyzzy"', '"a", "xyzzy"'])
def test_a_client_wants_what_it_names_strongly_or_anything(header: str) -> None:
    assert is_wanted({"headers": {"if-match": header}}, '"xyzzy"')


@pytest.mark.parametrize("header", ['W/"xyzzy"', '"a"', "xyzzy", '*, "xyzzy"'])
def test_a_client_does_not_want_what_it_names_weakly_or_wrongly(header: str) -> None:
    assert not is_wanted({"headers": {"if-match": header}}, '"xyzzy"')


def test_an_order_that_is_not_the_wanted_one_is_a_412_even_if_the_client_has_it() -> None:
    api = api_with()

    answer = api.get(f"/orders/{ID}", headers={"if-match": '"another"', "if-none-match": "*"})

    assert answer.status == 412
    assert answer.body["type"] == "urn:saga:problem:precondition-failed"


def test_an_order_that_is_not_there_is_a_404_whatever_the_condition() -> None:
    assert Api().get(f"/orders/{ID}", headers={"if-match": "*"}).status == 404


@pytest.mark.parametrize("filling", [",  ", ', "', '""', '"a",', "W/"])
def test_a_header_made_to_be_slow_is_read_at_once(filling: str) -> None:
    assert is_read_at_once(has, filling, first='"a"')


def test_an_order_that_has_not_changed_is_not_sent_again() -> None:
    api = api_with()
    first = api.get(f"/orders/{ID}")

    again = api.get(f"/orders/{ID}", headers={"if-none-match": first.headers["ETag"]})

    assert (again.status, again.body) == (304, None)
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert "Content-Type" not in again.headers


def test_a_tag_is_strong_and_changes_with_the_order() -> None:
    tags = {
        api_with(**changes).get(f"/orders/{ID}").headers["ETag"]
        for changes in ({}, {"status": "PENDING"}, {"total": 701}, {"reason": {"code": "X", "message": "x"}})
    }

    assert len(tags) == 4
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_a_pending_order_says_when_to_ask_again_also_when_it_has_not_changed() -> None:
    api = Api()
    api.post(ORDER)
    first = api.get(f"/orders/{ID}")

    again = api.get(f"/orders/{ID}", headers={"if-none-match": first.headers["ETag"]})

    assert (first.status, again.status) == (200, 304)
    assert first.headers["Retry-After"] == again.headers["Retry-After"] == "1"


def test_an_order_that_is_not_there_is_a_404_whatever_the_client_has() -> None:
    assert Api().get(f"/orders/{ID}", headers={"if-none-match": "*"}).status == 404
