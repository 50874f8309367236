"""Which of what a client prefers is understood: RFC 7240, whose grammar the rows are written from."""

from __future__ import annotations

import pytest

from lambdas.api.prefer import wait_of
from tests.unit.api.slowness import is_read_at_once


def wait(header: str) -> int | None:
    return wait_of({"headers": {"prefer": header}})


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("wait=5", 5),
        ("wait = 5", 5),
        ("WAIT=5", 5),
        ("Wait=007", 7),
        ("wait=0", 0),
        ("respond-async, wait=10", 10),
        ("wait=10,respond-async", 10),
        (", ,wait=10", 10),
        ('handling="a, wait=1"; x="\\"", wait=10', 10),
        ("foo; bar=wait=1", None),
        ("foo; wait=1, wait=2", 2),
        ("wait=10; foo=bar;;baz", 10),
        ("wait=3, wait=9", 3),
        ("return=minimal", None),
        ("waiting=3", None),
    ],
)
def test_the_seconds_are_found_among_other_preferences_and_the_first_counts(
    header: str, seconds: int | None
) -> None:
    assert wait(header) == seconds


@pytest.mark.parametrize(
    "header",
    [
        "",
        "wait",
        "wait=",
        'wait=""',
        "wait=-1",
        "wait=1.5",
        "wait=1e3",
        "wait=ten",
        "wait=5 5",
        "wait;=5",
        "=5",
    ],
)
def test_a_wait_that_cannot_be_understood_is_ignored(header: str) -> None:
    assert wait(header) is None


def test_a_request_without_headers_prefers_nothing() -> None:
    assert wait_of({}) is None


@pytest.mark.parametrize("digits", [9, 10, 5000])
def test_more_seconds_than_anybody_lives_break_nothing(digits: int) -> None:
    assert wait("wait=" + "9" * digits) == (999_999_999 if digits == 9 else None)


@pytest.mark.parametrize("filling", [";  ", ", ", "; a=b", '; a="', ", a;", "  "])
def test_a_header_made_to_be_slow_is_read_at_once(filling: str) -> None:
    assert is_read_at_once(wait, filling, first="a")
