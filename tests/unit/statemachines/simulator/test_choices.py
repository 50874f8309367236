"""Choice, as in "Choice workflow state" of AWS's developer guide and "Choice State" of the States Language."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.errors import Unsupported
from tests.unit.statemachines.simulator.stage import Asl, Stage, machine, passing


def chosen(rules: list[Asl], data: Any, **more: Any) -> Any:
    states = {"C": {"Type": "Choice", "Choices": rules, **more}, "yes": passing(), "no": passing()}
    ended = Stage().run(machine(states), data)
    return ended.path[1] if len(ended.path) > 1 else ended.error


def holds(rule: Asl, data: Any) -> bool:
    return bool(chosen([rule | {"Next": "yes"}], data, Default="no") == "yes")


@pytest.mark.parametrize(
    ("comparison", "value", "true_of", "false_of"),
    [
        ("StringEquals", "b", ["b"], ["a", "B", 7, None, True, ["b"]]),
        ("StringLessThan", "b", ["a", ""], ["b", "c", 1]),
        ("StringGreaterThan", "b", ["c"], ["b", "a", 9]),
        ("StringLessThanEquals", "b", ["a", "b"], ["c"]),
        ("StringGreaterThanEquals", "b", ["b", "c"], ["a"]),
        ("StringMatches", "foo*.log", ["foo23.log", "foo.log"], ["foo23.txt", "xfoo.log", "foo\nlog", 1]),
        ("StringMatches", r"a\*\\b", ["a*\\b"], ["ax\\b"]),
        ("NumericEquals", 1, [1, 1.0], [2, "1", True, None]),
        ("NumericLessThan", 1, [0, 0.5, -3], [1, "0", False]),
        ("NumericGreaterThan", 1, [2, 1.5], [1, True]),
        ("NumericLessThanEquals", 1, [1, 0], [2]),
        ("NumericGreaterThanEquals", 1, [1, 2], [0]),
        ("BooleanEquals", True, [True], [False, 1, "true", None]),
        ("BooleanEquals", False, [False], [True, 0, None]),
        ("IsNull", True, [None], [0, "", False]),
        ("IsNull", False, [0, ""], [None]),
        ("IsBoolean", True, [True, False], [0, "true"]),
        ("IsNumeric", True, [0, 1.5], [True, "1", None]),
        ("IsString", True, ["", "a"], [1, None]),
        ("IsString", False, [1, None], ["a"]),
        ("IsPresent", True, [None, 0], []),
        ("IsPresent", False, [], [None, 0]),
    ],
)
def test_a_comparison_holds_for_values_of_its_type_only(
    comparison: str, value: Any, true_of: list[Any], false_of: list[Any]
) -> None:
    rule = {"Variable": "$.x", comparison: value}

    assert [it for it in true_of if not holds(rule, {"x": it})] == []
    assert [it for it in false_of if holds(rule, {"x": it})] == []


def test_a_value_is_compared_with_another_of_the_input() -> None:
    rule = {"Variable": "$.rating", "NumericGreaterThanPath": "$.threshold"}

    assert holds(rule, {"rating": 2, "threshold": 1})
    assert not holds(rule, {"rating": 1, "threshold": 1})
    assert not holds(rule, {"rating": "2", "threshold": "1"})


def test_a_variable_that_is_absent_is_not_present() -> None:
    assert not holds({"Variable": "$.a.b", "IsPresent": True}, {"a": 1})
    assert holds({"Variable": "$.a.b", "IsPresent": False}, {})


@pytest.mark.parametrize("rule", [{"StringEquals": "a"}, {"IsNull": True}, {"IsString": False}])
def test_any_other_question_about_an_absent_variable_ends_the_execution(rule: Asl) -> None:
    assert chosen([{"Variable": "$.x", "Next": "yes"} | rule], {}, Default="no") == "States.Runtime"


@pytest.mark.parametrize(
    ("value", "expected"), [(25, "yes"), (20, "yes"), (30, "no"), ("x", "no"), (None, "no")]
)
def test_and_stops_at_the_first_rule_that_does_not_hold(value: Any, expected: str) -> None:
    rules = [
        {"Variable": "$.value", "IsPresent": True},
        {"Variable": "$.value", "NumericGreaterThanEquals": 20},
        {"Variable": "$.value", "NumericLessThan": 30},
    ]

    assert chosen([{"And": rules, "Next": "yes"}], {"value": value}, Default="no") == expected
    assert chosen([{"And": rules, "Next": "yes"}], {}, Default="no") == "no"


def test_or_stops_at_the_first_rule_that_holds() -> None:
    rules = [{"Variable": "$.a", "IsPresent": False}, {"Variable": "$.a", "NumericEquals": 1}]

    assert holds({"Or": rules}, {})
    assert holds({"Or": rules}, {"a": 1})
    assert not holds({"Or": rules}, {"a": 2})


def test_not_turns_a_rule_around() -> None:
    rule = {"Not": {"Variable": "$.type", "StringEquals": "Private"}}

    assert [holds(rule, {"type": kind}) for kind in ("Private", "Public")] == [False, True]


def test_the_first_rule_that_holds_is_taken() -> None:
    rules = [{"Variable": "$.x", "IsPresent": True, "Next": name} for name in ("no", "yes")]

    assert chosen(rules, {"x": 1}) == "no"


def test_without_a_default_a_choice_that_matches_nothing_fails() -> None:
    assert (
        chosen([{"Variable": "$.x", "NumericEquals": 1, "Next": "yes"}], {"x": 2}) == "States.NoChoiceMatched"
    )


def test_a_choice_passes_its_input_on() -> None:
    rule = {"Variable": "$.b", "IsPresent": True, "Next": "yes"}
    states = {"C": {"Type": "Choice", "Choices": [rule], "InputPath": "$.a"}, "yes": passing()}

    assert Stage().run(machine(states), {"a": {"b": 1}}).output == {"b": 1}


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"Variable": "$.x", "TimestampEquals": "2026-01-01T00:00:00Z"}, "TimestampEquals is not supported"),
        ({"Variable": "$.x", "Equals": 1}, "Equals is not supported"),
        ({"Variable": "$.x", "StringEquals": 1}, "cannot compare with 1"),
        ({"Variable": "$.x", "StringEquals": "a", "NumericEquals": 1}, "one comparison"),
        ({"StringEquals": "a"}, "one comparison"),
        ({"Variable": "$.x", "IsNull": "yes"}, "true or false"),
        ({"Variable": "$.x[*]", "IsNull": True}, "path"),
        ({"And": []}, "needs a rule"),
        ({"And": [], "Variable": "$.x"}, "alone"),
        ({"Variable": "$.x", "StringMatches": "a\\b"}, "backslash"),
    ],
)
def test_a_rule_that_could_not_be_tested_is_refused(rule: Asl, why: str) -> None:
    with pytest.raises(Unsupported, match=f"state 'C', Choices 1: .*{why}"):
        chosen([rule | {"Next": "yes"}], {})
