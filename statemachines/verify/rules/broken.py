"""What keeps a machine from being followed at all: fields that are missing or of the wrong kind, and states that
something leads to and that are not there. Looked at before anything else, on the JSON itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from statemachines.verify.finding import Finding
from statemachines.verify.language.fields import CATCHER, DEPRECATED, FIELDS, INNER, REQUIRED, RETRIER, TOP
from statemachines.verify.language.machine import Json, inner_scopes

RULE = "form"

_LONGEST_NAME = 80
_TERMINAL = frozenset({"Succeed", "Fail"})


def broken(machine: str, raw: Json) -> Iterator[Finding]:
    names = Counter(name for _, scope in scopes(machine, raw) for name in scope.get("States", {}))
    for name, number in names.items():
        if number > 1:
            yield finding(name, f"the name is used {number} times", "name each state in the machine once")
        if len(name) > _LONGEST_NAME:
            yield finding(name, f"the name has {len(name)} characters", f"use at most {_LONGEST_NAME}")
    for where, scope in scopes(machine, raw):
        yield from _scope(where, scope, TOP if scope is raw else INNER)


def scopes(where: str, scope: Any) -> Iterator[tuple[str, Json]]:  # noqa: ANN401 - JSON as it came
    """Each scope with the name of what it is in."""
    scope = scope if isinstance(scope, dict) else {}
    yield where, scope
    states = scope.get("States")
    for name, state in states.items() if isinstance(states, dict) else ():
        if isinstance(state, dict):
            for inner in inner_scopes(state):
                yield from scopes(name, inner)


def _scope(where: str, scope: Json, known: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _kinds(where, scope, known)
    states = scope.get("States")
    if not isinstance(states, dict) or not states:
        yield finding(where, "has no States", "give it at least one state")
        return
    if scope.get("StartAt") not in states:
        yield finding(
            where, f"starts at {scope.get('StartAt')}, which is not there", "set StartAt to a state"
        )
    for name, state in states.items():
        if not isinstance(state, dict) or state.get("Type") not in FIELDS:
            kind = state.get("Type") if isinstance(state, dict) else state
            yield finding(name, f"{kind!r} is no type of state", f"use one of {', '.join(FIELDS)}")
        else:
            yield from _state(name, state, states)


def _state(name: str, state: Json, states: Json) -> Iterator[Finding]:
    kind = state["Type"]
    yield from _kinds(name, state, FIELDS[kind])
    needed = REQUIRED.get(kind)
    if needed and not state.get(needed) and not _old_form(kind, needed, state):
        yield finding(name, f"has no {needed}", f"a {kind} needs {needed}")
    if kind not in _TERMINAL and kind != "Choice" and ("Next" in state) == (state.get("End") is True):
        yield finding(name, "needs either Next or End", "say where it leads, or that it ends")
    for rules, fields in (("Retry", RETRIER), ("Catch", CATCHER), ("Choices", {"Next": str})):
        for rule in state.get(rules, ()) if isinstance(state.get(rules, ()), list) else ():
            yield from _rule(name, rules, rule, fields)
    yield from _targets(name, state, states)


def _rule(name: str, rules: str, rule: object, fields: Mapping[str, Any]) -> Iterator[Finding]:
    if not isinstance(rule, dict):
        yield finding(name, f"a rule of its {rules} is {rule!r}", "make it an object")
        return
    yield from _kinds(name, rule, fields)
    errors = rule.get("ErrorEquals")
    if rules != "Choices" and not (
        errors and isinstance(errors, list) and all(isinstance(e, str) for e in errors)
    ):
        yield finding(name, f"a rule of its {rules} names no errors", "give it ErrorEquals, a list of names")
    if rules != "Retry" and "Next" not in rule:
        yield finding(name, f"a rule of its {rules} leads nowhere", "give it Next")
    if rules == "Choices" and not _comparable(rule):
        yield finding(name, "a rule of its Choices compares nothing", "give it Variable, And, Or or Not")


def _comparable(rule: object) -> bool:
    """Every comparison below it has a Variable."""
    if not isinstance(rule, dict):
        return False
    for name in ("And", "Or"):
        if name in rule:
            return isinstance(rule[name], list) and all(map(_comparable, rule[name]))
    return _comparable(rule["Not"]) if "Not" in rule else isinstance(rule.get("Variable"), str)


def _targets(name: str, state: Json, states: Json) -> Iterator[Finding]:
    rules = [
        rule for field in ("Catch", "Choices") for rule in _list(state.get(field)) if isinstance(rule, dict)
    ]
    targets = [state.get("Next"), state.get("Default"), *(rule.get("Next") for rule in rules)]
    for target in dict.fromkeys(target for target in targets if isinstance(target, str)):
        if target not in states:
            yield finding(name, f"leads to {target}, which is not there", "name a state of the same scope")


def _kinds(where: str, given: Json, known: Mapping[str, Any]) -> Iterator[Finding]:
    for name, value in given.items():
        kind = known.get(name, object)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            yield finding(where, f"{name} is {value!r}", f"give {name} a value of the kind it takes")


def _old_form(kind: str, needed: str, state: Json) -> bool:
    return any(of == kind and new == needed and old in state for (of, old), new in DEPRECATED.items())


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def finding(state: str, message: str, remedy: str) -> Finding:
    return Finding(rule=RULE, state=state, message=message, remedy=remedy)
