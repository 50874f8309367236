"""When a message that was not delivered is tried again: Standard Webhooks' schedule, over three days.

The receiver may ask for more time than that (`Retry-After`), and gets it, up to a day.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from random import Random

WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""Between the tries, of which there is one more than there are waits."""

TRIES = len(WAITS) + 1

JITTER = 0.2
LONGEST_ASKED_FOR = timedelta(hours=24)
GIVEN_UP_AFTER = timedelta(days=5)
"""An endpoint that has only failed for so long is disabled."""

_SECONDS = re.compile(r"[0-9]{1,64}")


def wait_after(tries: int, random: Random) -> timedelta | None:
    """The wait after the `tries`-th try of a round failed, counted from 1; None when it was the last.

    Up to a fifth longer by chance, so that what failed together does not come back together.
    """
    if tries >= TRIES:
        return None
    wait = WAITS[tries - 1]
    return wait + wait * random.uniform(0, JITTER)


def asked_for(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """The wait in a `Retry-After` header: seconds or a date; None for what is neither, or past."""
    if retry_after is None:
        return None
    given = retry_after.strip()
    wait = _seconds(given) if _SECONDS.fullmatch(given) else _until(given, now=now)
    return min(wait, LONGEST_ASKED_FOR) if wait and wait > timedelta() else None


def _seconds(digits: str) -> timedelta:
    """Cut before it is a timedelta, which has an end too."""
    return timedelta(seconds=min(int(digits), LONGEST_ASKED_FOR.total_seconds()))


def _until(date: str, *, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, OverflowError):  # a number that no date can have is one of the two
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
