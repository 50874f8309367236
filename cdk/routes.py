"""The HTTP API's routes, as API Gateway knows them: those of the function behind it, which a test holds equal."""

from __future__ import annotations

ROUTES = (
    "POST /orders",
    "GET /orders",
    "GET /orders/{order_id}",
    "POST /orders/{order_id}/cancel",
    "POST /orders/{order_id}/change",
    "GET /orders/{order_id}/follow-ups/{follow_up_id}",
    "GET /approvals/{order_id}",
    "POST /approvals/{order_id}/approve",
    "POST /approvals/{order_id}/reject",
    "POST /tickets",
    "POST /endpoints",
    "GET /endpoints",
    "GET /endpoints/{endpoint_id}",
    "DELETE /endpoints/{endpoint_id}",
    "POST /endpoints/{endpoint_id}/rotate",
    "POST /endpoints/{endpoint_id}/disable",
    "POST /endpoints/{endpoint_id}/enable",
    "POST /endpoints/{endpoint_id}/test",
    "POST /endpoints/{endpoint_id}/replay",
    "GET /endpoints/{endpoint_id}/deliveries",
    "GET /endpoints/{endpoint_id}/deliveries/{delivery_id}",
    "POST /endpoints/{endpoint_id}/deliveries/{delivery_id}/replay",
)


def is_for_approvers(path: str) -> bool:
    """Whether a scope of its own is wanted there, where callers bring tokens."""
    return path.startswith("/approvals/")
