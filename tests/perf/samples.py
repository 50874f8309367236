"""The classic sample to compare with: github.com/cdk-patterns/serverless, the-saga-stepfunction, as published.

A trip of flight, hotel and payment: five steps and a Succeed; if the last step fails, three are undone and a
Fail ends it. A step is one function that makes one plain write, without condition, idempotence or outbox.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.perf.usage import Usage


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`usage.saga_invocations` is the number of local transactions tried, undoing included."""

    name: str
    participants: int
    usage: Usage


BOOKED = Sample(
    name="cdk-patterns: booked",
    participants=3,
    usage=Usage(transitions=6, saga_invocations=5, write_units=5),
)
UNDONE = Sample(
    name="cdk-patterns: undone",
    participants=3,
    usage=Usage(transitions=9, saga_invocations=8, write_units=7),
)
