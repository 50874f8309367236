"""Paths, as in "Using JSONPath paths" of AWS's developer guide and "Reference Paths" of the States Language."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.paths import CONTEXT, NothingThere, path_of

DATA = {"foo": 123, "bar": ["a", {"b": None}], "car": {"cdr": True, "c-d": 1}, "text": "abc"}


def at(text: str, data: Any = DATA) -> Any:
    return path_of(text, context=CONTEXT).find(data, dict)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$", DATA),
        ("$.foo", 123),
        ("$.bar", ["a", {"b": None}]),
        ("$.car.cdr", True),
        ("$.car.c-d", 1),
        ("$['car']['cdr']", True),
        ("$.bar[0]", "a"),
        ("$.bar[1].b", None),
    ],
)
def test_a_path_finds_the_one_value_it_leads_to(text: str, found: Any) -> None:
    assert at(text) == found


@pytest.mark.parametrize("text", ["$.no", "$.foo.bar", "$.bar[2]", "$.bar.a", "$.car[0]", "$.text[0]"])
def test_a_path_that_leads_nowhere_says_so(text: str) -> None:
    with pytest.raises(NothingThere):
        at(text)


@pytest.mark.parametrize(
    "text",
    ["$..foo", "$.bar[*]", "$.bar[0:1]", "$.bar[?(@.b)]", "$.*", "$.a[-1]", "foo", "$.a.", "$a", None, 7],
)
def test_a_path_to_several_values_or_of_another_form_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match="path"):
        path_of(text, context=CONTEXT)


def test_two_dollars_lead_into_the_context_object() -> None:
    path = path_of("$$.Execution.Input.foo", context=CONTEXT)

    assert path.find({}, lambda: {"Execution": {"Input": {"foo": 1}}}) == 1


@pytest.mark.parametrize("text", ["$$.Task.Token", "$$.Map.Item.Index", "$$", "$$.Execution"])
def test_what_the_context_object_does_not_have_here_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="context object"):
        path_of(text, context=CONTEXT)
