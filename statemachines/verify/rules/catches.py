"""Every task catches everything, itself or by the Parallel or Map it is in: what nobody catches ends the execution.

A task that waits for a person has nobody left to turn to; it may fail where a recovery takes over.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.language.errors import ALL
from statemachines.verify.language.machine import State
from statemachines.verify.purpose.roles import Part
from statemachines.verify.subject import Subject

RULE = "catches"


def check(subject: Subject) -> Iterator[Finding]:
    for task in subject.machine.tasks():
        parked = subject.recovered and subject.roles.role(task).part is Part.PARK
        if not parked and not _catches_all(task):
            named = [error for catcher in task.catchers for error in catcher.errors]
            only = f"catches only {', '.join(named)}" if named else "catches nothing"
            yield Finding(
                rule=RULE,
                state=task.name,
                message=f"{only}: any other error ends the execution where it is",
                remedy="end its Catch with States.ALL, alone in the last rule",
            )


def _catches_all(state: State | None) -> bool:
    """One of the containers may do it for what is in it."""
    while state is not None:
        if any(ALL in catcher.errors for catcher in state.catchers):
            return True
        state = state.container
    return False
