"""Every step that may have been committed is undone before the machine ends, or all is done.

This holds for every error of every state, of the failed step itself, and of the compensations. A step that was
not done, whose rejection said that nothing was committed, or that a person let go is not owed.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.following.points import Exit
from statemachines.verify.following.verdict import Leak, leaks
from statemachines.verify.language.errors import told
from statemachines.verify.purpose.roles import Roles
from statemachines.verify.subject import Subject

RULE = "leaks"


def check(subject: Subject) -> Iterator[Finding]:
    """One finding for each step and failure, with the first path that was found: a shortest one."""
    known: set[object] = set()
    for end in subject.seen.exits:
        for leak in leaks(end, subject.roles):
            key = (leak.step, end.fault)
            if key not in known:
                known.add(key)
                yield _finding(leak, end, subject.roles)


def _finding(leak: Leak, end: Exit, roles: Roles) -> Finding:
    since = {name for name, role in roles.of.items() if role.step == leak.step}
    return Finding(
        rule=RULE,
        state=end.fault.state if end.fault else end.trail.state,
        error=told(end.fault.errors) if end.fault else None,
        path=end.trail.text(since=since),
        message=leak.message,
        remedy=leak.remedy,
    )
