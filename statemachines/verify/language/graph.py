"""Which states lead to which."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.language.machine import Scope, State


def forward(state: State) -> Iterator[str]:
    """Where a state may lead when it does not fail."""
    yield from (str(rule["Next"]) for rule in state.raw.get("Choices", ()))
    yield from (str(state.raw[name]) for name in ("Default", "Next") if name in state.raw)


def all_next(state: State) -> Iterator[str]:
    yield from forward(state)
    yield from (catcher.next for catcher in state.catchers)


def forward_from(scope: Scope, start: str) -> list[State]:
    """The states on all ways from one on, itself included, when nothing fails; those of inner scopes too."""
    found: dict[str, State] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = scope.states[name]
            waiting.extend(forward(found[name]))
    inner = (within for state in found.values() for each in state.scopes for within in each.every_state())
    return [*found.values(), *inner]


def unfailing(scope: Scope) -> set[str]:
    """The states of a scope, and of what is in it, that an execution can be in without any Catch."""
    found: set[str] = set()
    waiting = [scope.start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(forward(scope.states[name]))
            for inner in scope.states[name].scopes:
                found |= unfailing(inner)
    return found
