"""Where a Choice may lead, by what is known of the document. Each comparison is true, false or not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from statemachines.verify.language import dataflow
from statemachines.verify.language.machine import State
from statemachines.verify.language.paths import steps_of
from statemachines.verify.language.shape import (
    ABSENT,
    REMEMBERED,
    Shape,
    Unknown,
    get,
    is_present,
    literal,
    put,
)

_EQUAL = ("StringEquals", "NumericEquals", "BooleanEquals")


@dataclass(frozen=True, kw_only=True)
class Route:
    """`next` is None where no rule matches and there is no Default. `missing` are paths that cannot be compared."""

    next: str | None
    document: Shape
    missing: tuple[str, ...] = ()


@lru_cache(REMEMBERED)
def routes(state: State, document: Shape) -> tuple[Route, ...]:
    """In the order of the rules. What a rule has found out of the document holds on its route."""
    return tuple(_routes(state, document))


def _routes(state: State, document: Shape) -> Iterator[Route]:
    missing: list[str] = []
    for rule in state.raw["Choices"]:
        holds = _holds(rule, document, missing)
        if holds is not False:
            yield Route(next=rule["Next"], document=_learnt(rule, document), missing=tuple(missing))
        if holds is True:
            return
        document = _denied(rule, document)
    yield Route(next=state.raw.get("Default"), document=document, missing=tuple(missing))


def variables(rule: Mapping[str, Any]) -> Iterator[str]:
    """Every path that a rule compares."""
    yield from [str(rule["Variable"])] if "Variable" in rule else []
    for inner in (*rule.get("And", ()), *rule.get("Or", ()), *([rule["Not"]] if "Not" in rule else [])):
        yield from variables(inner)


def _holds(rule: Mapping[str, Any], document: Shape, missing: list[str]) -> bool | None:
    if "And" in rule:
        return _all(rule["And"], document, missing, stop=False)
    if "Or" in rule:
        return _all(rule["Or"], document, missing, stop=True)
    if "Not" in rule:
        inner = _holds(rule["Not"], document, missing)
        return None if inner is None else not inner
    return _compares(rule, document, missing)


def _all(rules: list[Any], document: Shape, missing: list[str], *, stop: bool) -> bool | None:
    """And ends at the first that is false, Or at the first that is true; what comes after is not looked at."""
    unknown = False
    for rule in rules:
        holds = _holds(rule, document, missing)
        if holds is stop:
            return stop
        unknown = unknown or holds is None
        document = _learnt(rule, document) if not stop else document
    return None if unknown else not stop


def _compares(rule: Mapping[str, Any], document: Shape, missing: list[str]) -> bool | None:
    path = str(rule["Variable"])
    if "IsPresent" in rule:
        steps = steps_of(path)
        present = None if steps is None else is_present(document, steps)
        return None if present is None else present is rule["IsPresent"]
    found = dataflow.read(path, document, missing)
    if isinstance(found, Unknown):
        return None
    for name in _EQUAL:
        if name in rule:
            return found == literal(rule[name])
    if "IsNull" in rule:
        return (found == literal(None)) is rule["IsNull"]
    return None


def _learnt(rule: Mapping[str, Any], document: Shape) -> Shape:
    """That a value was equal, or was not there, is known from then on."""
    for inner in rule.get("And", ()):
        document = _learnt(inner, document)
    known: list[Shape] = [literal(rule[name]) for name in _EQUAL if name in rule]
    if rule.get("IsPresent") is False:
        known = [ABSENT]
    return _noted(rule, document, known[0]) if known else document


def _denied(rule: Mapping[str, Any], document: Shape) -> Shape:
    """So is that it was not there when the rule that asks for it did not hold."""
    return _noted(rule, document, ABSENT) if rule.get("IsPresent") is True else document


def _noted(rule: Mapping[str, Any], document: Shape, value: Shape) -> Shape:
    steps = steps_of(str(rule["Variable"]))
    if not steps or None in steps or not isinstance(get(document, steps), Unknown):
        return document
    return put(document, steps, value)
