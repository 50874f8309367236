"""The client of endpoints, and the lines about webhooks that are printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ops.endpoints import Registered, register, remove
from ops.errors import RunFailed
from ops.orders import Answer
from ops.webhook_lines import verifying_line, webhook_lines

ENDPOINT = Registered(endpoint_id="e-1", url="http://me", secret="whsec_x")


@dataclass
class Api:
    """Answers everything alike."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)

    def __call__(self, method: str, path: str, *, body: Mapping[str, Any] | None = None) -> Answer:
        self.asked.append((method, path, body))
        return Answer(status=self.status, headers={}, body=self.body)


def test_a_url_is_registered_and_its_secret_is_had() -> None:
    api = Api(201, {"endpoint_id": "e-1", "url": "http://me", "secret": "whsec_x", "status": "ENABLED"})

    assert register(api, "http://me", description="a test") == ENDPOINT
    assert api.asked == [("POST", "/endpoints", {"url": "http://me", "description": "a test"})]


def test_an_endpoint_is_removed_by_its_id() -> None:
    api = Api(204)
    remove(api, "e-1")

    assert api.asked == [("DELETE", "/endpoints/e-1", None)]


def test_a_refusal_is_told_with_the_problem() -> None:
    api = Api(409, {"title": "Too many endpoints"})

    with pytest.raises(RunFailed, match=r'POST /endpoints answered 409: \{"title": "Too many endpoints"\}'):
        register(api, "http://me", description="")


def test_there_is_a_line_to_verify_a_delivery_in_a_file() -> None:
    line = verifying_line(Path(".saga/delivery.http"), secret="whsec_x")

    assert line == ".venv/bin/python -m ops.verify .saga/delivery.http whsec_x"


def test_there_is_a_line_for_all_that_is_done_with_an_endpoint() -> None:
    lines = webhook_lines(ENDPOINT, api_url="http://api", since=datetime(2026, 1, 31, 12, tzinfo=UTC))

    *others, replay = lines.values()
    assert others == [
        "curl -s http://api/endpoints",
        "curl -s http://api/endpoints/e-1/deliveries",
        "curl -s -X POST http://api/endpoints/e-1/test",
        "curl -s -X POST http://api/endpoints/e-1/rotate",
    ]
    assert replay == (
        "curl -s -X POST http://api/endpoints/e-1/replay -H 'Content-Type: application/json' "
        """-d '{"since":"2026-01-31T12:00:00Z"}'"""
    )
