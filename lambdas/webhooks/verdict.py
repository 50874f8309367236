"""What follows from an attempt, by the rules of Standard Webhooks: the delivery's end or next try, the endpoint's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from random import Random

from lambdas.endpoints.delivery import DeliveryStatus
from lambdas.endpoints.health import Health
from lambdas.endpoints.schedule import GIVEN_UP_AFTER, asked_for, wait_after
from lambdas.endpoints.times import text_of
from lambdas.webhooks.attempting import Result

_TRY_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`due_at` is that of the next try. `not_before` is for all deliveries of the endpoint. `disables` says why
    the endpoint is disabled now, in words for its owner.
    """

    status: DeliveryStatus
    due_at: datetime | None = None
    reason: str | None = None
    not_before: datetime | None = None
    disables: str | None = None


def verdict_of(result: Result, *, tries: int, health: Health, now: datetime, random: Random) -> Verdict:
    """`tries` are those of this round, with the one that had this result; `health` is from before it."""
    if result.delivered:
        return Verdict(status=DeliveryStatus.DELIVERED)
    if disables := _disables(result, health, now=now):
        return Verdict(status=DeliveryStatus.FAILED, reason=disables, disables=disables)
    asked = asked_for(result.retry_after, now=now) if result.attempt.status in _TRY_LATER else None
    not_before = now + asked if asked else None
    wait = wait_after(tries, random)
    if wait is None:
        reason = f"all {tries} tries failed"
        return Verdict(status=DeliveryStatus.FAILED, reason=reason, not_before=not_before)
    due_at = max(now + wait, not_before or now)
    return Verdict(status=DeliveryStatus.PENDING, due_at=due_at, not_before=not_before)


def _disables(result: Result, health: Health, *, now: datetime) -> str | None:
    if result.attempt.status == HTTPStatus.GONE:
        return "it answered 410 Gone"
    since = health.failing_since
    if since and now - since >= GIVEN_UP_AFTER:
        return f"it has only failed for {GIVEN_UP_AFTER.days} days, since {text_of(since)}"
    return None
