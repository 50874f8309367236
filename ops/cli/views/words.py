"""Times in words. Moments are in UTC, as the logs are."""

from __future__ import annotations

from datetime import UTC, datetime

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def short(at: datetime) -> str:
    """Without the year: no list goes back that far."""
    return f"{at.astimezone(UTC):%m-%d %H:%M:%S}"


def duration(seconds: float) -> str:
    """The two largest units: `1.2 s`, `3 min 5 s`, `2 h 10 min`, `12 d 3 h`."""
    if seconds < _MINUTE:
        return f"{max(seconds, 0):.1f} s"
    whole = int(seconds)
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"


def iso(at: datetime | None) -> str | None:
    """For programs."""
    return at.astimezone(UTC).isoformat() if at else None
