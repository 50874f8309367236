from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ops.cli.views.words import duration, iso, moment

BERLIN = datetime(2026, 1, 1, 1, 2, 3, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (-1, "0.0 s"),
        (59.94, "59.9 s"),
        (60, "1 min 0 s"),
        (185.9, "3 min 5 s"),
        (3600, "1 h 0 min"),
        (86_399, "23 h 59 min"),
        (86_400 * 12 + 3600 * 3, "12 d 3 h"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_moments_are_in_utc_as_the_logs_are() -> None:
    assert moment(BERLIN) == "2026-01-01 00:02:03"
    assert iso(BERLIN) == "2026-01-01T00:02:03+00:00"
