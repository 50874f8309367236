"""What to try while the local cloud serves: a curl line for the approval, one for each rejection, one to listen.

A line has the key of one order in it: sent twice it is the same order, and it is answered the same.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from uuid import uuid4

_TRIES: Mapping[str, tuple[str, str, int]] = {
    "approved": ("alice", "mug", 1),
    "no credit": ("bob", "lamp", 1),
    "no stock": ("alice", "desk", 2),
    "no money": ("carol", "lamp", 1),
}
"""customer, article, quantity: rows of the seed that make each outcome possible."""


def _fresh() -> str:
    return uuid4().hex


def curl_lines(*, api_url: str, fresh: Callable[[], str] = _fresh) -> Mapping[str, str]:
    """A command by the outcome it leads to, each with a fresh key. It waits for the outcome."""
    return {
        outcome: _curl(
            api_url,
            {"customer_id": who, "items": [{"sku": sku, "quantity": n}]},
            key=fresh(),
        )
        for outcome, (who, sku, n) in _TRIES.items()
    }


def listening_line(*, api_url: str) -> str:
    """A command that takes a ticket and opens a socket with it. It needs the project's own Python."""
    url = f"""$(curl -s -X POST {api_url}/tickets | sed 's/.*"url": "\\([^"]*\\)".*/\\1/')"""
    return f'.venv/bin/python -m websockets "{url}"'


def _curl(api_url: str, order: Mapping[str, object], *, key: str) -> str:
    headers = f"-H 'Idempotency-Key: {key}' -H 'Prefer: wait=20' -H 'Content-Type: application/json'"
    return f"curl -s {api_url}/orders {headers} -d {shlex.quote(json.dumps(order, separators=(',', ':')))}"
