"""What AWS asks in us-east-1, in US dollars, free tiers left out: the one place with prices.

From each service's public pricing page, aws.amazon.com/<service>/pricing, as they stood in July 2025; the last
to change was DynamoDB on demand, halved in November 2024. Reading a table's stream from Lambda, StartExecution
and delivery to a queue by EventBridge cost nothing of their own.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.perf.usage import Usage

AS_OF = "July 2025"

TRANSITION = 25.00
"""Step Functions, Standard. This and the next ones: dollars for a million."""
INVOCATION = 0.20
WRITE_UNIT = 0.625
READ_UNIT = 0.125
EVENT = 1.00
"""EventBridge, custom events, each 64 KB of one."""
HTTP_REQUEST = 1.00
QUEUE_REQUEST = 0.40
"""SQS, a standard queue."""

GB_SECOND = 0.0000133334
"""Lambda on arm64, dollars for one."""


def per_million_orders(usage: Usage) -> Mapping[str, float]:
    """Dollars by service for a million times `usage`, in a fixed order."""
    return {
        "Step Functions": usage.transitions * TRANSITION,
        "Lambda": usage.invocations * INVOCATION,
        "DynamoDB": usage.write_units * WRITE_UNIT + usage.read_units * READ_UNIT,
        "EventBridge": usage.events * EVENT,
        "API, SQS": usage.http_requests * HTTP_REQUEST + usage.queue_requests * QUEUE_REQUEST,
    }


def running_time(usage: Usage, *, mebibytes: int, milliseconds: int) -> float:
    """Dollars for a million times `usage` if every invocation takes so long: an assumption, not a measurement."""
    return usage.invocations * 1_000_000 * (mebibytes / 1024) * (milliseconds / 1000) * GB_SECOND
