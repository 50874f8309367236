"""The dearest way through a scope, by a weight for each state. Loops count once, all of their states."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from statemachines.verify.language.graph import all_next
from statemachines.verify.language.machine import Scope, State


def dearest(scope: Scope, *, start: str, weight: Callable[[State], int], ends: Collection[str] = ()) -> int:
    """From `start` to an end of the scope, or to one of the states in `ends`, which counts too."""
    groups = _groups(scope, ends)
    memo: dict[frozenset[str], int] = {}

    def of(group: frozenset[str]) -> int:
        if group not in memo:
            after = {groups[name] for each in group for name in _next(scope, each, ends)} - {group}
            memo[group] = sum(weight(scope.states[name]) for name in group) + max(map(of, after), default=0)
        return memo[group]

    return of(groups[start])


def loops(scope: Scope, *, ends: Collection[str] = ()) -> Iterable[frozenset[str]]:
    """The states that can come again, by loop, on ways that pass none of `ends`."""
    groups = set(_groups(scope, ends).values())
    return [
        group for group in groups if len(group) > 1 or any(name in _next(scope, name, ends) for name in group)
    ]


def _next(scope: Scope, name: str, ends: Collection[str]) -> Iterable[str]:
    return () if name in ends else all_next(scope.states[name])


def _groups(scope: Scope, ends: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Each state with those that lead to it and that it leads to."""
    reached = {name: _reached(scope, name, ends) for name in scope.states}
    return {
        name: frozenset({name} | {other for other in reached[name] if name in reached[other]})
        for name in scope.states
    }


def _reached(scope: Scope, start: str, ends: Collection[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(_next(scope, start, ends))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_next(scope, name, ends))
    return found
