"""What must come first comes first: the last step is undone first, the pivot is settled before anything is undone,
nothing irreversible is done before the pivot, and a person's decision is heeded.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.language.errors import told
from statemachines.verify.subject import Subject

RULE = "order"


def check(subject: Subject) -> Iterator[Finding]:
    for remark in subject.seen.objections.values():
        point = remark.point
        yield Finding(
            rule=RULE,
            state=point.state.name,
            error=told(point.fault.errors) if point.fault else None,
            path=point.trail.text(since={point.fault.state} if point.fault else ()),
            message=remark.text,
            remedy="undo in reverse order, settle the pivot before turning back, and go where a decision says",
        )
