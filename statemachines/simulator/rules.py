"""Retry, Catch and Choices, read from ASL."""

from __future__ import annotations

from statemachines.simulator.choices import Rule, rule_of
from statemachines.simulator.dataflow import Place, discarded, put_at, replaced
from statemachines.simulator.errors import ALL
from statemachines.simulator.fields import Fields
from statemachines.simulator.paths import Json, path_of
from statemachines.simulator.retries import Catcher, Retrier


def retriers_of(fields: Fields) -> tuple[Retrier, ...]:
    rules = fields.objects("Retry")
    return tuple(_retrier(rule, last=rule is rules[-1]) for rule in rules)


def catchers_of(fields: Fields) -> tuple[Catcher, ...]:
    rules = fields.objects("Catch")
    return tuple(_catcher(rule, last=rule is rules[-1]) for rule in rules)


def choices_of(fields: Fields) -> tuple[tuple[Rule, str], ...]:
    rules = fields.objects("Choices")
    if not rules:
        raise fields.refused("Choices", "must have a rule")
    return tuple(_choice(rule) for rule in rules)


def place_of(fields: Fields) -> Place:
    """ResultPath, of a state or of a Catch."""
    if "ResultPath" not in fields:
        return replaced
    return fields.read("ResultPath", _place)


def _place(text: Json) -> Place:
    if text is None:
        return discarded
    path = path_of(text, context=frozenset())
    steps = [step for step in path.steps if isinstance(step, str)]
    if path.of_context or len(steps) != len(path.steps):
        raise ValueError(f"{text!r} must be a path of names into the input")
    return put_at(*steps) if steps else replaced


def _retrier(rule: Fields, *, last: bool) -> Retrier:
    errors = _errors(rule, last=last)
    interval = rule.whole("IntervalSeconds", 1, least=1)
    attempts = rule.whole("MaxAttempts", 3, least=0)
    rate = rule.take("BackoffRate", 2.0)
    if not isinstance(rate, int | float) or isinstance(rate, bool) or rate < 1:
        raise rule.refused("BackoffRate", f"must be a number from 1 on, not {rate!r}")
    longest = rule.whole("MaxDelaySeconds", 1, least=1) if "MaxDelaySeconds" in rule else None
    jitter = rule.take("JitterStrategy", "NONE")
    if jitter not in ("FULL", "NONE"):
        raise rule.refused("JitterStrategy", f"must be FULL or NONE, not {jitter!r}")
    rule.done()
    return Retrier(
        errors=errors,
        interval=interval,
        attempts=attempts,
        rate=rate,
        longest=longest,
        jitter=jitter == "FULL",
    )


def _catcher(rule: Fields, *, last: bool) -> Catcher:
    catcher = Catcher(errors=_errors(rule, last=last), place=place_of(rule), next=rule.text("Next"))
    rule.done()
    return catcher


def _errors(rule: Fields, *, last: bool) -> frozenset[str]:
    names = rule.take("ErrorEquals")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise rule.refused("ErrorEquals", f"must be an array of names, not {names!r}")
    if ALL in names and not (last and len(names) == 1):
        raise rule.refused("ErrorEquals", f"{ALL} must stand alone, and in the last rule")
    return frozenset(names)


def _choice(rule: Fields) -> tuple[Rule, str]:
    target = rule.text("Next")
    tests = rule.rest()
    try:
        return rule_of(tests), target
    except ValueError as error:
        raise rule.refused(next(iter(tests), "Variable"), str(error)) from error
