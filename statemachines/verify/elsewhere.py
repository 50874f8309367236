"""Checking an ASL file from elsewhere, and the machine that recovers it, if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from statemachines.verify.checking import check
from statemachines.verify.language.machine import Json, Machine, NotAMachine, machine_of, read
from statemachines.verify.purpose import inferred
from statemachines.verify.purpose.options import Options
from statemachines.verify.purpose.roles import Part, Roles
from statemachines.verify.report import Report
from statemachines.verify.rules import history
from statemachines.verify.rules.broken import broken


def check_file(path: Path, options: Options, recovery: Path | None) -> list[Report]:
    """Raises NotAMachine, with one line that names the file or the option."""
    raw = _read(path)
    if any(broken(path.name, raw)):
        return [check(path.name, raw, lambda _: Roles(of={}), recovered=False)]
    machine = machine_of(path.name, raw)
    roles = inferred.roles_of(machine, options)
    report = check(path.name, raw, lambda _: roles, recovered=recovery is not None)
    reports = [replace(report, notes=tuple(_notes(machine, roles)))]
    if recovery:
        reports.append(_check_recovery(recovery, roles, machine, options))
    return reports


def _check_recovery(path: Path, roles: Roles, machine: Machine, options: Options) -> Report:
    def of(recovery: Machine) -> Roles:
        return inferred.taking_up(roles, recovery, machine, options)

    return check(path.name, _read(path), of, recovered=True)


def _read(path: Path) -> Json:
    try:
        return read(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotAMachine(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise NotAMachine(f"{path}: {error}") from None


def _notes(machine: Machine, roles: Roles) -> Iterator[str]:
    """What was taken for what, so that it can be put right, and what was not looked at."""
    undone: dict[str, list[str]] = {step: [] for step in roles.steps}
    for name, role in roles.of.items():
        if role.part is Part.UNDO:
            undone[role.step].append(name)
    for step, names in undone.items():
        what = (
            f"is undone by {', '.join(names)}"
            if names
            else "is undone by nothing (UNDO=, PIVOT=, READS=, NOTIFY=)"
        )
        yield f"{step} {what}"
    others = {
        Part.PIVOT: "is the pivot",
        Part.RETRIABLE: "must be done after the pivot",
        Part.RESOLVE: "settles the pivot",
        Part.NOTIFY: "only tells somebody",
        Part.OTHER: "does nothing that would have to be undone",
    }
    yield from (f"{name} {others[role.part]}" for name, role in roles.of.items() if role.part in others)
    whole = [
        task.name for task in machine.tasks() if roles.role(task).part is Part.UNDO and _takes_all(task.raw)
    ]
    if whole:
        yield f"given the whole state, so what they read of it is not seen: {', '.join(whole)}"
    counted = sorted(history.counted(machine.top))
    if counted:
        yield f"counts its rounds, and was taken to go round once: {', '.join(counted)}"
    if not roles.timeouts:
        yield "the functions' own timeouts are not known, and were not compared (TIMEOUTS=)"
    yield "how large the input and the replies get is not known: the payload was not checked"


def _takes_all(raw: Json) -> bool:
    parameters = raw.get("Parameters")
    return parameters is None or (isinstance(parameters, dict) and parameters.get("Payload.$") == "$")
