"""What to try while the local cloud serves: one curl line for the approval and one for each rejection."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

_TRIES: Mapping[str, tuple[str, str, int]] = {
    "approved": ("alice", "mug", 1),
    "no credit": ("bob", "lamp", 1),
    "no stock": ("alice", "desk", 2),
    "no money": ("carol", "lamp", 1),
}
"""customer, article, quantity: rows of the seed that make each outcome possible."""


def curl_lines(*, api_url: str, callback_url: str) -> Mapping[str, str]:
    """A command by the outcome it leads to."""
    return {
        outcome: _curl(api_url, {"customer_id": who, "items": [{"sku": sku, "quantity": n}]}, callback_url)
        for outcome, (who, sku, n) in _TRIES.items()
    }


def _curl(api_url: str, order: Mapping[str, object], callback_url: str) -> str:
    body = json.dumps({**order, "callback_url": callback_url}, separators=(",", ":"))
    return f"curl -s {api_url}/orders -H 'Content-Type: application/json' -d {shlex.quote(body)}"
