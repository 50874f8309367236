"""What a machine runs with and should not have: wildcards among other errors, states nothing leads to, a Choice
without a Default, fields that are unknown or out of use.
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.language.errors import ALL, WILDCARDS
from statemachines.verify.language.fields import CATCHER, DEPRECATED, FIELDS, INNER, RETRIER, TOP
from statemachines.verify.language.graph import all_next
from statemachines.verify.language.machine import Json, Scope, State
from statemachines.verify.rules.broken import finding, scopes
from statemachines.verify.subject import Subject

_KNOWN = WILDCARDS | {
    "States.BranchFailed",
    "States.DataLimitExceeded",
    "States.ExceedToleratedFailureThreshold",
    "States.HeartbeatTimeout",
    "States.Http.Socket",
    "States.IntrinsicFailure",
    "States.ItemReaderFailed",
    "States.NoChoiceMatched",
    "States.ParameterPathFailure",
    "States.Permissions",
    "States.ResultPathMatchFailure",
    "States.ResultWriterFailed",
    "States.Runtime",
    "States.Timeout",
}
"""The names that begin with `States.`: no others may."""


def check(subject: Subject) -> Iterator[Finding]:
    yield from _unreachable(subject.machine.top)
    for state in subject.machine.top.every_state():
        yield from _fields(state)
        for field in ("Retry", "Catch"):
            yield from _wildcards(state, field)
        if state.type == "Choice" and "Default" not in state.raw:
            yield finding(
                state.name, "has no Default: what matches no rule ends the execution", "add a Default"
            )


def unknown_fields(machine: str, raw: Json) -> Iterator[Finding]:
    """Of the machine and its scopes themselves."""
    for where, scope in scopes(machine, raw):
        for name in scope.keys() - (TOP if scope is raw else INNER).keys():
            yield finding(where, f"{name} is no field of a machine", "leave it out")


def _unreachable(scope: Scope) -> Iterator[Finding]:
    reached, waiting = set(), [scope.start]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(all_next(scope.states[name]))
    for name, state in scope.states.items():
        if name not in reached:
            yield finding(name, "nothing leads to it", "lead somewhere to it, or leave it out")
        for inner in state.scopes:
            yield from _unreachable(inner)


def _fields(state: State) -> Iterator[Finding]:
    for name in state.raw:
        instead = DEPRECATED.get((state.type, name))
        if instead:
            yield finding(state.name, f"{name} is out of use", f"call it {instead}")
        elif name not in FIELDS[state.type]:
            yield finding(state.name, f"{name} is no field of a {state.type}", "leave it out")
    for rules, known in ((state.retriers, RETRIER), (state.raw.get("Catch", ()), CATCHER)):
        for name in (name for rule in rules for name in rule if name not in known):
            yield finding(state.name, f"{name} is no field of a Retry or a Catch", "leave it out")


def _wildcards(state: State, field: str) -> Iterator[Finding]:
    rules = [rule["ErrorEquals"] for rule in state.raw.get(field, ())]
    for number, errors in enumerate(rules):
        if ALL in errors and (len(errors) > 1 or number < len(rules) - 1):
            message = f"in its {field}, States.ALL stands with other errors or before other rules"
            yield finding(state.name, message, "let it stand alone, in the last rule")
        for error in errors:
            if error.startswith("States.") and error not in _KNOWN:
                yield finding(state.name, f"{error} is no error that there is", "take it out of its " + field)
