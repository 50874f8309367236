"""Comparisons in a condition, and what they may compare: operands and their sizes.

What is absent equals nothing and is neither smaller nor larger than anything; so are values of two types.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lambdas.shared.items import AttributeMap
from tests.simulation.memory import values as of
from tests.simulation.memory.operands import Operand, operand, require
from tests.simulation.memory.paths import shown
from tests.simulation.memory.reading import Reading

Test: TypeAlias = Callable[[AttributeMap, AttributeMap], bool]
"""Of an item, empty where there is none, and the request's values."""

ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def comparison(reading: Reading) -> Test:
    left = _sized(reading)
    if reading.accept("BETWEEN"):
        return _between(reading, left)
    if reading.accept("IN"):
        return _among(reading, left)
    if not (sign := reading.accept("=", "<>", *ORDERS)):
        raise reading.unreadable()
    right = _sized(reading)
    refuse_same(reading, left, right, by=sign)
    if sign in ORDERS:
        return _ordered(reading, left, right, sign=sign)
    return _same(left, right) if sign == "=" else _different(left, right)


def refuse_same(reading: Reading, first: Operand, second: Operand, *, by: str) -> None:
    if first.path is not None and first.path == second.path:
        raise reading.invalid(
            "The first operand must be distinct from the remaining operands for this operator or function; "
            f"operator: {by}, first operand: {shown(first.path)}"
        )


def check_bounds(reading: Reading, low: Operand, high: Operand) -> None:
    """Have the values that bound a range checked, where both are values."""
    lower, upper = low.value, high.value
    if lower is None or upper is None:
        return

    def in_order(values: AttributeMap) -> None:
        one, other = values[lower], values[upper]
        if of.tag_of(one) != of.tag_of(other):
            raise reading.invalid("The BETWEEN operator requires same data type for lower and upper bounds")
        if not of.compare(one, other, operator.le):
            raise reading.invalid(
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound"
            )

    reading.checks.append(in_order)


def _same(left: Operand, right: Operand) -> Test:
    return lambda item, values: _equal(left.read(item, values), right.read(item, values))


def _different(left: Operand, right: Operand) -> Test:
    return lambda item, values: not _equal(left.read(item, values), right.read(item, values))


def _equal(left: of.AttributeValue | None, right: of.AttributeValue | None) -> bool:
    return left is not None and left == right


def _ordered(reading: Reading, left: Operand, right: Operand, *, sign: str) -> Test:
    by = ORDERS[sign]
    for side in (left, right):
        require(reading, side, "S", "N", by=sign)
    return lambda item, values: of.compare(left.read(item, values), right.read(item, values), by)


def _between(reading: Reading, middle: Operand) -> Test:
    low = _sized(reading)
    reading.expect("AND")
    high = _sized(reading)
    for side in (middle, low, high):
        require(reading, side, "S", "N", by="BETWEEN")
    check_bounds(reading, low, high)

    def test(item: AttributeMap, values: AttributeMap) -> bool:
        value = middle.read(item, values)
        return of.compare(low.read(item, values), value, operator.le) and of.compare(
            value, high.read(item, values), operator.le
        )

    return test


def _among(reading: Reading, wanted: Operand) -> Test:
    reading.expect("(")
    choices = [_sized(reading)]
    while reading.accept(","):
        choices.append(_sized(reading))
    reading.expect(")")

    def test(item: AttributeMap, values: AttributeMap) -> bool:
        value = wanted.read(item, values)
        return any(_equal(value, choice.read(item, values)) for choice in choices)

    return test


def _sized(reading: Reading) -> Operand:
    """An operand, or the size of one."""
    if (reading.ahead(), reading.ahead(1)) != ("SIZE", "("):
        return operand(reading)
    if reading.take() != "size":
        raise reading.unreadable()
    reading.expect("(")
    read = operand(reading).read
    reading.expect(")")
    return Operand(read=lambda item, values: of.size(read(item, values)))
