"""Nothing reads what may not be there. A compensation reads nothing of the step it undoes: after a timeout there is
no output, and what was done is just what it has to undo.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.following.seen import Remark
from statemachines.verify.language.dataflow import paths_read
from statemachines.verify.language.errors import told
from statemachines.verify.language.machine import Machine, State
from statemachines.verify.language.paths import steps_of
from statemachines.verify.purpose.roles import COMMITTING, Part, Role
from statemachines.verify.subject import Subject

RULE = "reads"


def check(subject: Subject) -> Iterator[Finding]:
    for remark in subject.seen.absent.values():
        yield _absent(remark)
    for task in subject.machine.tasks():
        role = subject.roles.role(task)
        if role.part is Part.UNDO:
            yield from _own_step(task, role, subject)


def _absent(remark: Remark) -> Finding:
    point, path = remark.point, remark.text
    return Finding(
        rule=RULE,
        state=point.state.name,
        error=told(point.fault.errors) if point.fault else None,
        path=point.trail.text(since={point.fault.state} if point.fault else ()),
        message=f"reads {path}, which nothing has written on this path",
        remedy="read what the execution was given, or what every way here has written",
    )


def _own_step(task: State, role: Role, subject: Subject) -> Iterator[Finding]:
    """Also where no path was found: the step's failure may lead here only once another defect is mended."""
    for step in _states_of(subject.machine, role.step, subject):
        written = steps_of(step.raw.get("ResultPath") or "") if step.raw.get("ResultPath") != "$" else None
        for path in dict.fromkeys(_read_by(task)):
            known = (task.name, path) in subject.seen.absent
            if written and not known and (steps_of(path) or ())[: len(written)] == written:
                yield Finding(
                    rule=RULE,
                    state=task.name,
                    error="States.Timeout",
                    path=f"{step.name} --States.Timeout--> {task.name}",
                    message=f"undoes {role.step} and reads its output {path}, which a timeout leaves unwritten",
                    remedy="find what was done by a key that the execution was given",
                )


def _states_of(machine: Machine, step: str, subject: Subject) -> Iterator[State]:
    for task in machine.tasks():
        role = subject.roles.role(task)
        if role.part in COMMITTING and role.step == step:
            yield task


def _read_by(task: State) -> list[str]:
    return [
        *paths_read(task.raw.get("Parameters")),
        *([str(path)] if (path := task.raw.get("InputPath")) else []),
    ]
