"""The rules of a Choice: comparisons of a variable, and And, Or, Not of them.

A comparison of values that are not of its type is false. A variable that is not there is States.Runtime, except
for IsPresent. Timestamps are refused: no state of a saga compares them.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from statemachines.simulator.paths import CONTEXT, ContextOf, Json, NothingThere, path_of
from statemachines.simulator.templates import Fill, required

Rule: TypeAlias = Callable[[Json, ContextOf], bool]
_IsSo: TypeAlias = Callable[[Json], bool]
_Compare: TypeAlias = Callable[[Json, Json], bool]


def rule_of(rule: Mapping[str, Json]) -> Rule:
    """Of a rule without its Next and Comment. Raises ValueError, which says what is not supported."""
    if {"And", "Or", "Not"} & rule.keys():
        return _combined(rule)
    names = [name for name in rule if name != "Variable"]
    if len(names) != 1 or "Variable" not in rule:
        raise ValueError(f"a rule has a Variable and one comparison, not {', '.join(rule) or 'nothing'}")
    return _comparison(rule["Variable"], names[0], rule[names[0]])


def _combined(rule: Mapping[str, Json]) -> Rule:
    if len(rule) != 1:
        raise ValueError(f"one of And, Or and Not stands alone, unlike in {', '.join(rule)}")
    if "Not" in rule:
        negated = rule_of(rule["Not"])
        return lambda data, context: not negated(data, context)
    ((name, rules),) = rule.items()
    tests = [rule_of(each) for each in rules]
    if not tests:
        raise ValueError(f"{name} needs a rule")
    every = all if name == "And" else any
    return lambda data, context: every(test(data, context) for test in tests)


def _comparison(variable: Json, name: str, value: Json) -> Rule:
    if name == "IsPresent":
        return _is_present(variable, wanted=_truth(name, value))
    find = _value_at(variable, "Variable")
    if name in _TYPES:
        is_so, wanted = _TYPES[name], _truth(name, value)
        return lambda data, context: is_so(find(data, context)) is wanted
    if name == "StringMatches":
        pattern = _pattern(value)
        return lambda data, context: _is_string(it := find(data, context)) and bool(pattern.fullmatch(it))
    if name.removesuffix("Path") not in _COMPARISONS:
        raise ValueError(f"the comparison {name} is not supported")
    is_so, compare = _COMPARISONS[name.removesuffix("Path")]
    if name.endswith("Path"):
        other = _value_at(value, name)
        return lambda data, context: _both(is_so, compare, find(data, context), other(data, context))
    if not is_so(value):
        raise ValueError(f"{name} cannot compare with {value!r}")
    return lambda data, context: is_so(it := find(data, context)) and compare(it, value)


def _both(is_so: _IsSo, compare: _Compare, one: Json, other: Json) -> bool:
    return is_so(one) and is_so(other) and compare(one, other)


def _is_present(variable: Json, *, wanted: bool) -> Rule:
    path = path_of(variable, context=CONTEXT)

    def test(data: Json, context: ContextOf) -> bool:
        try:
            path.find(data, context)
        except NothingThere:
            return not wanted
        return wanted

    return test


def _value_at(text: Json, field: str) -> Fill:
    return required(path_of(text, context=CONTEXT), field)


def _truth(name: str, value: Json) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{name} is true or false, not {value!r}")  # noqa: TRY004 - the machine is wrong
    return value


def _pattern(value: Json) -> re.Pattern[str]:
    """`*` stands for any characters; it and the backslash are themselves after a backslash."""
    if not isinstance(value, str):
        raise ValueError(f"StringMatches needs a text, not {value!r}")  # noqa: TRY004 - the machine is wrong
    parts = re.findall(r"\\[\\*]|[^\\]", value, flags=re.DOTALL)
    if "".join(parts) != value:
        raise ValueError(f"a backslash escapes nothing in {value!r}")
    return re.compile("".join(".*" if part == "*" else re.escape(part[-1]) for part in parts), re.DOTALL)


def _is_string(value: Json) -> bool:
    return isinstance(value, str)


def _is_boolean(value: Json) -> bool:
    return isinstance(value, bool)


def _is_numeric(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: Mapping[str, _IsSo] = {
    "IsNull": lambda value: value is None,
    "IsBoolean": _is_boolean,
    "IsNumeric": _is_numeric,
    "IsString": _is_string,
}

_ORDERS: Mapping[str, _Compare] = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "GreaterThan": operator.gt,
    "LessThanEquals": operator.le,
    "GreaterThanEquals": operator.ge,
}

_COMPARISONS: Mapping[str, tuple[_IsSo, _Compare]] = {
    **{f"String{name}": (_is_string, compare) for name, compare in _ORDERS.items()},
    **{f"Numeric{name}": (_is_numeric, compare) for name, compare in _ORDERS.items()},
    "BooleanEquals": (_is_boolean, operator.eq),
}
