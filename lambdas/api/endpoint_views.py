"""Endpoints, deliveries and replays as their owner sees them. Times are RFC 3339, in UTC; a secret is never shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lambdas.endpoints.delivery import Attempt, Delivery
from lambdas.endpoints.endpoint import Endpoint
from lambdas.endpoints.replays import Replay
from lambdas.endpoints.times import text_of


def endpoint_view(endpoint: Endpoint, *, now: datetime) -> dict[str, Any]:
    """`secrets` are those that are good now, latest first."""
    return {
        "endpoint_id": endpoint.endpoint_id,
        "url": endpoint.url,
        "description": endpoint.description,
        "status": endpoint.status.value,
        "disabled_reason": endpoint.disabled_reason,
        "created_at": endpoint.created_at,
        "secrets": [
            {"created_at": secret.created_at, "valid_until": secret.valid_until}
            for secret in endpoint.good_secrets(now)
        ],
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """`due_at` is when it is tried next, null when it is not."""
    return {
        "delivery_id": delivery.delivery_id,
        "webhook_id": delivery.message.webhook_id,
        "type": delivery.message.type,
        "status": delivery.status.value,
        "reason": delivery.reason,
        "occurred_at": text_of(delivery.message.occurred_at),
        "created_at": text_of(delivery.created_at),
        "attempts": delivery.attempts,
        "due_at": text_of(delivery.due_at) if delivery.pending else None,
    }


def whole_delivery_view(delivery: Delivery, attempts: Sequence[Attempt]) -> dict[str, Any]:
    """With what is sent, and what became of each attempt, oldest first."""
    return {
        **delivery_view(delivery),
        "body": json.loads(delivery.message.body),
        "attempt_log": [_attempt_view(attempt) for attempt in attempts],
    }


def replay_view(replay: Replay) -> dict[str, Any]:
    return {
        "replay_id": replay.replay_id,
        "since": text_of(replay.since),
        "until": text_of(replay.until),
        "status": replay.only.value if replay.only else None,
    }


def _attempt_view(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "at": text_of(attempt.at),
        "duration_ms": attempt.duration_ms,
        "status": attempt.status,
        "error": attempt.error,
        "answer": attempt.answer,
    }
