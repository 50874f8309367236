"""All rules on one machine, and on the machines of a saga."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from statemachines.step import Definition
from statemachines.verify.following.explore import explore
from statemachines.verify.language.machine import Json, Machine, machine_of, read
from statemachines.verify.purpose.ours import roles_of
from statemachines.verify.purpose.roles import Roles
from statemachines.verify.report import LeakyMachine, Report
from statemachines.verify.rules import (
    catches,
    cut_off,
    form,
    history,
    leaks,
    notifications,
    order,
    payload,
    reads,
    retries,
    timeouts,
)
from statemachines.verify.rules.broken import broken
from statemachines.verify.subject import Rule, Subject

RULES: tuple[Rule, ...] = tuple(
    rule.check
    for rule in (
        leaks,
        order,
        catches,
        retries,
        timeouts,
        reads,
        notifications,
        cut_off,
        history,
        payload,
        form,
    )
)

RolesOf: TypeAlias = Callable[[Machine], Roles]


def check(name: str, raw: Json, roles_of_machine: RolesOf, *, recovered: bool) -> Report:
    """`recovered`: another machine finishes what an execution of this one leaves. Raises NotAMachine."""
    unusable = tuple(broken(name, raw))
    if unusable:
        return Report(name=name, states=len(raw["States"]), errors=0, findings=unusable)
    machine = machine_of(name, raw)
    roles = roles_of_machine(machine)
    subject = Subject(machine=machine, roles=roles, seen=explore(machine, roles), recovered=recovered)
    findings = [*(found for rule in RULES for found in rule(subject)), *form.unknown_fields(name, raw)]
    return Report(
        name=name,
        states=sum(1 for _ in machine.top.every_state()),
        errors=len(subject.seen.errors),
        findings=tuple(findings),
        bounds=tuple(_bounds(subject)),
    )


def check_saga(saga: Definition, *, asl: str, recovery_asl: str) -> list[Report]:
    """The two machines of a saga as emitted, each as the other's pair. Raises NotAMachine."""
    name = saga.name.replace("-", "_")
    return [
        check(
            f"{name}{suffix}.asl.json",
            read(text),
            lambda machine, recovery=recovery: roles_of(saga, machine, recovery=recovery),  # type: ignore[misc]
            recovered=True,
        )
        for suffix, text, recovery in (("", asl, False), ("_recovery", recovery_asl, True))
    ]


def refuse_leaks(saga: Definition, *, asl: str, recovery_asl: str) -> None:
    """Raises LeakyMachine with every finding in the two machines, NotAMachine for what is none."""
    reports = check_saga(saga, asl=asl, recovery_asl=recovery_asl)
    if any(report.findings for report in reports):
        raise LeakyMachine(reports)


def _bounds(subject: Subject) -> Iterator[str]:
    if not list(history.unbounded(subject.machine.top)):
        events = history.events_of(subject.machine)
        yield f"{events.longest:,} events" + (
            f" and {events.round:,} for each of {events.decisions:,} decisions" if events.decisions else ""
        )
    if subject.roles.sized:
        yield f"{subject.seen.largest:,} bytes"
