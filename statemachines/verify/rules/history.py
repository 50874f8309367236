"""The worst case stays below the 25,000 events that an execution's history may have.

What loops without end waits for a person on every round; how many decisions fit is told. As AWS counts: a state is
entered and exited, an attempt of a task is scheduled, started (submitted, where it waits for a token) and ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from statemachines.verify.finding import Finding
from statemachines.verify.language.longest import dearest, loops
from statemachines.verify.language.machine import Machine, Scope, State
from statemachines.verify.rules.retries import attempts
from statemachines.verify.subject import Subject

RULE = "history"

MOST_EVENTS = 25_000
FEWEST_DECISIONS = 50
"""A person who tries something every few hours for two weeks."""

_OF_EXECUTION = 2


@dataclass(frozen=True, kw_only=True)
class Events:
    """`longest` until the machine ends or first waits for a person, `round` from one decision to the next."""

    longest: int
    round: int

    @property
    def decisions(self) -> int | None:
        """How many fit; None where nobody is waited for."""
        return (MOST_EVENTS - self.longest) // self.round if self.round else None


def check(subject: Subject) -> Iterator[Finding]:
    machine = subject.machine
    for loop in unbounded(machine.top):
        first = next(name for name in machine_order(machine) if name in loop)
        yield Finding(
            rule=RULE,
            state=first,
            path=" --> ".join(name for name in machine_order(machine) if name in loop) + f" --> {first}",
            message="may go round for ever, and the history ends the execution after 25,000 events",
            remedy="count the rounds in a Choice, or wait for a person on each of them",
        )
    events = events_of(machine)
    if events.longest > MOST_EVENTS:
        yield _too_long(machine, f"its longest way has {events.longest:,} events")
    elif events.decisions is not None and events.decisions < FEWEST_DECISIONS:
        yield _too_long(
            machine, f"only {events.decisions} decisions of a person fit, {FEWEST_DECISIONS} should"
        )


def events_of(machine: Machine) -> Events:
    waits = _waits(machine.top)
    after = [name for wait in waits for name in [machine.top.states[wait].next] if name]
    rounds = [dearest(machine.top, start=name, weight=_weight, ends=waits) for name in after]
    longest = dearest(machine.top, start=machine.top.start, weight=_weight, ends=waits)
    return Events(longest=longest + _OF_EXECUTION, round=max(rounds, default=0))


def unbounded(scope: Scope) -> Iterator[frozenset[str]]:
    """Loops that wait for nobody and count nothing."""
    yield from (loop for loop in loops(scope, ends=_waits(scope)) if not _counts(scope, loop))
    for state in scope.states.values():
        for inner in state.scopes:
            yield from unbounded(inner)


def counted(scope: Scope) -> Iterator[str]:
    """The states of loops that count their rounds: how many there are is not known here."""
    yield from (name for loop in loops(scope, ends=_waits(scope)) if _counts(scope, loop) for name in loop)
    for state in scope.states.values():
        for inner in state.scopes:
            yield from counted(inner)


def _counts(scope: Scope, loop: frozenset[str]) -> bool:
    """Something is added to on each round, and a Choice compares a number."""
    states = [scope.states[name] for name in loop]
    adds = any("States.MathAdd(" in json.dumps(state.raw) for state in states)
    return adds and any(state.type == "Choice" and '"Numeric' in json.dumps(state.raw) for state in states)


def machine_order(machine: Machine) -> Iterator[str]:
    return (state.name for state in machine.top.every_state())


def _waits(scope: Scope) -> list[str]:
    return [name for name, state in scope.states.items() if state.waits_for_token]


def _weight(state: State) -> int:
    tries = 1 + sum(attempts(rule) for rule in state.retriers)
    if state.type == "Task":
        return 2 + tries * (4 if state.waits_for_token else 3)
    if state.scopes:
        inner = (dearest(scope, start=scope.start, weight=_weight) for scope in state.scopes)
        return 2 + tries * (2 + sum(inner))
    return 1 if state.type == "Fail" else 2


def _too_long(machine: Machine, message: str) -> Finding:
    return Finding(
        rule=RULE,
        state=machine.name,
        message=f"{message}, and an execution that reaches {MOST_EVENTS:,} ends where it is",
        remedy="retry less often, or start a further execution for what comes later",
    )
