"""ConditionExpressions, compiled once into closures.

either      both (OR both)*
both        negated (AND negated)*
negated     NOT negated | ( either ) | attribute_exists(path) | … | comparison
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tests.simulation.memory import values as of
from tests.simulation.memory.comparisons import Test, comparison, refuse_same
from tests.simulation.memory.operands import Operand, operand, require
from tests.simulation.memory.reading import Names, Reading, Uses


@dataclass(frozen=True, kw_only=True)
class Condition:
    holds: Test
    uses: Uses


ALWAYS = Condition(holds=lambda _, __: True, uses=Uses())


@lru_cache(maxsize=1024)
def condition(text: str, names: Names) -> Condition:
    """Raises Refused for what DynamoDB refuses, Unsupported for what this store does not know."""
    reading = Reading(text, kind="ConditionExpression", names=names)
    _refuse_redundant_parentheses(reading)
    holds = _either(reading)
    return Condition(holds=holds, uses=reading.uses())


def _either(reading: Reading) -> Test:
    tests = [_both(reading)]
    while reading.accept("OR"):
        tests.append(_both(reading))
    return tests[0] if len(tests) == 1 else lambda item, values: any(test(item, values) for test in tests)


def _both(reading: Reading) -> Test:
    tests = [_negated(reading)]
    while reading.accept("AND"):
        tests.append(_negated(reading))
    return tests[0] if len(tests) == 1 else lambda item, values: all(test(item, values) for test in tests)


def _negated(reading: Reading) -> Test:
    if reading.accept("NOT"):
        test = _negated(reading)
        return lambda item, values: not test(item, values)
    if reading.accept("("):
        test = _either(reading)
        reading.expect(")")
        return test
    if reading.ahead(1) == "(" and reading.ahead() != "SIZE":
        return _function(reading)
    return comparison(reading)


def _function(reading: Reading) -> Test:
    name = reading.take()
    if name not in _FUNCTIONS:
        raise reading.unreadable()
    reading.expect("(")
    test = _FUNCTIONS[name](reading)
    reading.expect(")")
    return test


def _exists(reading: Reading) -> Test:
    read = _path(reading, by="attribute_exists").read
    return lambda item, values: read(item, values) is not None


def _not_exists(reading: Reading) -> Test:
    read = _path(reading, by="attribute_not_exists").read
    return lambda item, values: read(item, values) is None


def _begins_with(reading: Reading) -> Test:
    whole, prefix = _two(reading, by="begins_with")
    for side in (whole, prefix):
        require(reading, side, "S", by="begins_with")
    return lambda item, values: of.begins_with(whole.read(item, values), prefix.read(item, values))


def _contains(reading: Reading) -> Test:
    whole, part = _two(reading, by="contains")
    return lambda item, values: of.contains(whole.read(item, values), part.read(item, values))


_FUNCTIONS: Mapping[str, Callable[[Reading], Test]] = {
    "attribute_exists": _exists,
    "attribute_not_exists": _not_exists,
    "begins_with": _begins_with,
    "contains": _contains,
}


def _path(reading: Reading, *, by: str) -> Operand:
    given = operand(reading)
    if given.path is None:
        raise reading.invalid(f"Operator or function requires a document path; operator or function: {by}")
    return given


def _two(reading: Reading, *, by: str) -> tuple[Operand, Operand]:
    first = operand(reading)
    reading.expect(",")
    second = operand(reading)
    refuse_same(reading, first, second, by=by)
    return first, second


def _refuse_redundant_parentheses(reading: Reading) -> None:
    opened: list[int] = []
    closed_by: dict[int, int] = {}
    for at, token in enumerate(reading.tokens):
        if token == "(":
            opened.append(at)
        elif token == ")" and opened:
            closed_by[opened.pop()] = at
    if any(closed_by.get(at + 1) == closing - 1 for at, closing in closed_by.items()):
        raise reading.invalid("The expression has redundant parentheses;")
