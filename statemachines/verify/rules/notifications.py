"""What only tells somebody can fail no saga: its failure leads on to where its success leads."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.finding import Finding
from statemachines.verify.language.errors import ALL
from statemachines.verify.language.machine import Scope, State
from statemachines.verify.purpose.roles import Part
from statemachines.verify.subject import Subject

RULE = "notifications"


def check(subject: Subject) -> Iterator[Finding]:
    yield from _in(subject.machine.top, subject)


def _in(scope: Scope, subject: Subject) -> Iterator[Finding]:
    for state in scope.states.values():
        if subject.roles.role(state).part is Part.NOTIFY:
            yield from _check(scope, state)
        for inner in state.scopes:
            yield from _in(inner, subject)


def _check(scope: Scope, state: State) -> Iterator[Finding]:
    after = _past_passes(scope, state.next)
    caught = [catcher for catcher in state.catchers if _past_passes(scope, catcher.next) != after]
    for catcher in caught:
        names = ", ".join(catcher.errors)
        path = f"{state.name} --{names}--> {catcher.next}"
        yield _finding(state, names, path, f"its failure leads to {catcher.next}")
    if not any(ALL in catcher.errors for catcher in state.catchers):
        yield _finding(
            state,
            "any error",
            f"{state.name} --any error--> the execution fails",
            "its failure is not caught",
        )


def _past_passes(scope: Scope, name: str | None) -> str | None:
    """The first state that does something; None for an end that is no failure."""
    seen: set[str] = set()
    while name is not None and name not in seen:
        seen.add(name)
        state = scope.states[name]
        if state.type == "Succeed":
            return None
        if state.type != "Pass":
            return name
        name = state.next
    return name


def _finding(state: State, error: str, path: str, message: str) -> Finding:
    leads = state.next or "a Pass that ends"
    return Finding(
        rule=RULE,
        state=state.name,
        error=error,
        path=path,
        message=f"only tells somebody, and {message}: a saga would turn on it",
        remedy=f"catch States.ALL and go to {leads}, with a ResultPath of its own",
    )
