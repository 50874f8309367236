"""No state is given, and none leaves, more than the 262,144 bytes that Step Functions carries."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.subject import Subject

RULE = "payload"

MOST_BYTES = 262_144


def check(subject: Subject) -> Iterator[Finding]:
    """Only where it is known how large the input and the replies can be."""
    seen = subject.seen
    if subject.roles.sized and seen.largest > MOST_BYTES:
        yield Finding(
            rule=RULE,
            state=seen.largest_at,
            error="States.DataLimitExceeded",
            message=f"may have to carry {seen.largest:,} bytes; beyond {MOST_BYTES:,} the execution ends",
            remedy="keep fewer errors and replies in the state: set ResultPath null or select fields",
        )
