"""When it is tried again, by the words of the specification, and what a receiver may ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.endpoints.schedule import asked_for, wait_after

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

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
"""Standard Webhooks 1.0.0, "Deliverability and reliability": after the first try, which is at once."""


@pytest.mark.parametrize("seed", range(20))
def test_the_waits_are_those_of_the_specification_up_to_a_fifth_longer(seed: int) -> None:
    random = Random(seed)

    for tries, specified in enumerate(SPECIFIED, start=1):
        wait = wait_after(tries, random)
        assert wait is not None
        assert specified <= wait <= specified * 1.2


def test_what_failed_together_does_not_come_back_together() -> None:
    random = Random(1)

    assert len({wait_after(3, random) for _ in range(100)}) == 100


def test_after_the_tenth_try_there_is_none() -> None:
    assert wait_after(10, Random(1)) is None


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("7", 7 * SECOND),
        (" 120 ", 2 * MINUTE),
        ("Sat, 31 Jan 2026 12:00:07 GMT", 7 * SECOND),
        ("Saturday, 31-Jan-26 12:05:00 GMT", 5 * MINUTE),
        ("Sat Jan 31 13:00:00 2026", HOUR),
        ("Sat, 31 Jan 2026 14:00:00 +0100", HOUR),
        ("86401", 24 * HOUR),
        ("9" * 64, 24 * HOUR),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 24 * HOUR),
    ],
)
def test_seconds_and_each_form_of_a_date_are_understood_and_a_day_is_the_most(
    header: str, wait: timedelta
) -> None:
    assert asked_for(header, now=NOW) == wait


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "0",
        "-1",
        "1.5",
        "1e9",
        "0x10",
        "soon",
        "\N{ARABIC-INDIC DIGIT SEVEN}",
        "Sat, 31 Jan 2026 12:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "Sat, 31 Jan 99999999999999999999 12:00:00 GMT",
        "Sat, 31 Jan 2026 12:00:00 +99999999999999",
        "Sat, 31 Jan 2026 12:99999999999:00 GMT",
        "9" * 5000,
    ],
)
def test_what_is_past_or_makes_no_sense_asks_for_nothing(header: str | None) -> None:
    assert asked_for(header, now=NOW) is None


@given(st.text(alphabet="0123456789+-:, GMTSatJn\xb2\x00é", max_size=64))
def test_whatever_is_asked_for_is_between_nothing_and_a_day(header: str) -> None:
    wait = asked_for(header, now=NOW)

    assert wait is None or timedelta() < wait <= 24 * HOUR
