"""What a client asks of endpoints in a body: to register one, and to replay what it was told since a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lambdas.api import shapes
from lambdas.api.texts import text_errors
from lambdas.endpoints.delivery import DeliveryStatus
from lambdas.endpoints.times import text_of
from lambdas.shared.callback import CallbackRefused, target_of
from lambdas.shared.problem import FieldError, invalid
from lambdas.shared.problems import INVALID_ENDPOINT, INVALID_REPLAY

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""No delivery is from before, and ids count from here."""


@dataclass(frozen=True, kw_only=True)
class EndpointRequest:
    """A URL that may be called, as it was given, and words for people."""

    url: str
    description: str


@dataclass(frozen=True, kw_only=True)
class ReplayRequest:
    """`only` is for deliveries with this status, None for all."""

    since: datetime
    only: DeliveryStatus | None


def endpoint_request(value: object, *, local: bool) -> EndpointRequest:
    """Raises Problem (400), which names each wrong field and its value."""
    given = shapes.ENDPOINT.of(value)
    wanted = EndpointRequest(url=given["url"], description=given.get("description", ""))
    errors = [*_url_errors(wanted.url, local=local), *text_errors("description", wanted.description)]
    if errors:
        raise invalid(INVALID_ENDPOINT, *errors)
    return wanted


def replay_request(value: object, *, now: datetime) -> ReplayRequest:
    """Raises Problem (400), which names each wrong field and its value."""
    given = shapes.REPLAY.of(value)
    only = given.get("status")
    return ReplayRequest(since=_since(given["since"], now=now), only=DeliveryStatus(only) if only else None)


def _url_errors(url: str, *, local: bool) -> Iterator[FieldError]:
    try:
        target_of(url, local=local)
    except CallbackRefused as refused:
        yield FieldError(field="url", value=url, reason=str(refused))


def _since(text: str, *, now: datetime) -> datetime:
    """The schema leaves days and hours that no calendar has."""
    try:
        since = max(datetime.fromisoformat(text.upper()), _FIRST)
    except (OverflowError, ValueError):
        raise _wrong_since(text, "must be a time that there is, such as 2026-01-31T12:00:00Z") from None
    if since > now:
        raise _wrong_since(text, f"must not be in the future: it is {text_of(now)}")
    return since


def _wrong_since(text: str, reason: str) -> Exception:
    return invalid(INVALID_REPLAY, FieldError(field="since", value=text, reason=reason))
