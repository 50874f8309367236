"""What to try while the local cloud serves: one curl line for the approval and one for each rejection.

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


def curl_lines(*, api_url: str, callback_url: str, fresh: Callable[[], str] = _fresh) -> Mapping[str, str]:
    """A command by the outcome it leads to, each with a fresh key. It waits for the outcome."""
    return {
        outcome: _curl(
            api_url,
            {"customer_id": who, "items": [{"sku": sku, "quantity": n}], "callback_url": callback_url},
            key=fresh(),
        )
        for outcome, (who, sku, n) in _TRIES.items()
    }


def _curl(api_url: str, order: Mapping[str, object], *, key: str) -> str:
    headers = f"-H 'Idempotency-Key: {key}' -H 'Prefer: wait=20' -H 'Content-Type: application/json'"
    return f"curl -s {api_url}/orders {headers} -d {shlex.quote(json.dumps(order, separators=(',', ':')))}"
