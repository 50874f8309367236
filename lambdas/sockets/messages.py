"""What a client is told on a socket, as text:

{"type": "order.approved", "order.rejected" or "order.cancelled", "order": what GET /orders/{order_id} shows}
{"type": "following", "orders": [the ids that are still pending]}
{"type": "error", "problem": an RFC 9457 problem, "order_id"?: the order that it is about}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lambdas.shared.problem import Problem

APPROVED = "order.approved"
BY_STATUS = {"REJECTED": "order.rejected", "CANCELLED": "order.cancelled"}


def outcome(order: Mapping[str, Any]) -> str:
    """Of a decided order, as clients see it. One that is being cancelled or changed was approved, and still is."""
    return json.dumps({"type": BY_STATUS.get(order["status"], APPROVED), "order": order})


def following(order_ids: Iterable[str]) -> str:
    """The end of an answer to `follow`: what was asked for and is in here will be pushed, or was meanwhile."""
    return json.dumps({"type": "following", "orders": list(order_ids)})


def error(problem: Problem, *, order_id: str | None = None) -> str:
    about = {"order_id": order_id} if order_id is not None else {}
    return json.dumps({"type": "error", "problem": problem.as_dict(), **about})
