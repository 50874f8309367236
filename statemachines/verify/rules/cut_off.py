"""Somebody finishes what an execution leaves that is cut off: its timeout, an abort, `States.Runtime`,
`States.DataLimitExceeded` and the end of its history run no Catch.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.subject import Subject

RULE = "cut off"


def check(subject: Subject) -> Iterator[Finding]:
    point = subject.seen.open
    if subject.recovered or point is None:
        return
    timeout = subject.machine.timeout
    what = f"the execution's own timeout after {timeout} s" if timeout else "an abort"
    steps = ", ".join(subject.roles.committing())
    yield Finding(
        rule=RULE,
        state=point.state.name,
        error=f"{what}, States.Runtime",
        path=f"{point.trail.text()} --{'timeout' if timeout else 'abort'}--> the execution ends",
        message=f"no Catch runs then, and what was done of {steps} stays done",
        remedy="start a recovery from the status-change event, one that settles the pivot and can run every "
        "compensation; give it as RECOVERY=path, so that the pair is checked",
    )
