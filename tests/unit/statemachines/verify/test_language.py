"""The language as its documentation says it: errors, paths, what is known of a document, where a Choice leads.

Expectations are from "Handling errors in Step Functions workflows", "Choice workflow state" and "Processing input
and output" in the AWS Step Functions Developer Guide.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachines.verify.language.choosing import routes
from statemachines.verify.language.errors import matches
from statemachines.verify.language.machine import State
from statemachines.verify.language.paths import paths_in, steps_of
from statemachines.verify.language.shape import (
    ABSENT,
    Record,
    Shape,
    Unknown,
    get,
    is_present,
    literal,
    made_of,
    put,
    record,
    size_of,
)

ANYTHING = Unknown()


@pytest.mark.parametrize(
    ("pattern", "error", "expected"),
    [
        ("States.ALL", "Lambda.Unknown", True),
        ("States.ALL", "States.Timeout", True),
        ("States.ALL", "States.Runtime", False),
        ("States.ALL", "States.DataLimitExceeded", False),
        ("States.TaskFailed", "Lambda.Unknown", True),
        ("States.TaskFailed", "States.Permissions", True),
        ("States.TaskFailed", "States.Timeout", False),
        ("States.TaskFailed", "States.Runtime", False),
        ("NoRoom", "NoRoom", True),
        ("NoRoom", "noroom", False),
    ],
)
def test_which_errors_a_name_matches(pattern: str, error: str, *, expected: bool) -> None:
    assert matches(pattern, error) is expected


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("$.a.b", ("a", "b")),
        ("$['a']['b c']", ("a", "b c")),
        ('$.a["b"].c', ("a", "b", "c")),
        ("$.a[0].b", ("a", None)),
        ("$.a[*].b", ("a", None)),
        ("$..b", (None,)),
        ("$$.Execution.Id", None),
        ("$variable.a", None),
    ],
)
def test_a_path_is_the_names_on_its_way(path: str, steps: tuple[str | None, ...] | None) -> None:
    assert steps_of(path) == steps


def test_an_intrinsic_function_reads_its_arguments_and_not_its_texts() -> None:
    assert paths_in(r"States.Format('$.no {} it\'s $.no', $.a.b, States.UUID(), $$.State.Name)") == [
        "$.a.b",
        "$$.State.Name",
    ]


class TestDocument:
    known = record({"a": record({"b": literal(1)}), "c": ANYTHING})

    @pytest.mark.parametrize(
        ("path", "found", "present"),
        [
            (("a", "b"), literal(1), True),
            (("a", "x"), ABSENT, False),
            (("a", "b", "x"), ABSENT, False),
            (("x",), ABSENT, False),
            (("c",), ANYTHING, True),
            (("c", "x"), ANYTHING, None),
            (("a", None), Unknown(len('{"b":1}')), None),
        ],
    )
    def test_what_is_known_at_a_path(
        self,
        path: tuple[str | None, ...],
        found: Shape,
        present: bool | None,
    ) -> None:
        assert get(self.known, path) == found
        assert is_present(self.known, path) is present

    def test_an_open_document_may_have_more(self) -> None:
        given = record({"a": ABSENT}, is_open=True)

        assert (is_present(given, ("a",)), is_present(given, ("b",))) == (False, None)
        assert get(given, ("b", "c")) == ANYTHING

    def test_a_result_path_makes_the_objects_on_its_way(self) -> None:
        assert put(record({}), ("a", "b"), literal(1)) == record({"a": record({"b": literal(1)})})
        assert put(literal(1), ("a",), literal(2)) == record({"a": literal(2)})

    def test_writing_into_the_unknown_leaves_the_rest_unknown(self) -> None:
        written = put(ANYTHING, ("a",), literal(1))

        assert isinstance(written, Record)
        assert written.open

    def test_nesting_without_end_comes_to_an_end(self) -> None:
        """A Pass that wraps the state, in a loop: the points have to repeat at last."""
        seen, shape = set(), literal({})
        for _ in range(100):
            seen.add(shape)
            shape = put(record({}), ("before",), shape)

        assert len(seen) < 30

    def test_a_counter_that_counts_for_ever_comes_to_an_end(self) -> None:
        seen, count = set(), literal(0)
        for _ in range(100):
            seen.add(count)
            count = made_of([literal("States.MathAdd($.count, 1)"), count])

        assert len(seen) < 20

    @pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, "1"), (None, "null")], ids=repr)
    def test_values_that_python_takes_for_equal_are_not(self, one: object, other: object) -> None:
        assert literal(one) != literal(other)
        assert literal(1) == literal(1.0), "to JSON they are one number"

    @pytest.mark.parametrize("value", [None, True, 1.5, "ü\n", [1, {"a": []}], {}, {"a": 1, "b": {"c": "x"}}])
    def test_a_size_is_that_of_the_json_in_utf_8(self, value: Any) -> None:
        exact = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

        assert size_of(literal(value)) == exact


def led(rule: dict[str, Any], document: Shape) -> list[str | None]:
    raw = {"Type": "Choice", "Choices": [rule | {"Next": "then"}], "Default": "else"}
    return [route.next for route in routes(State("choice", raw, None), document)]


class TestChoice:
    document = record({"a": literal("x"), "n": literal(None), "u": ANYTHING, "o": record({"p": literal(1)})})

    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            ({"Variable": "$.a", "StringEquals": "x"}, ["then"]),
            ({"Variable": "$.a", "StringEquals": "y"}, ["else"]),
            ({"Variable": "$.u", "StringEquals": "y"}, ["then", "else"]),
            ({"Variable": "$.a", "StringMatches": "x*"}, ["then", "else"]),
            ({"Variable": "$.o.p", "NumericEquals": 1}, ["then"]),
            ({"Variable": "$.n", "IsNull": True}, ["then"]),
            ({"Variable": "$.a", "IsNull": True}, ["else"]),
            ({"Variable": "$.z", "IsPresent": True}, ["else"]),
            ({"Variable": "$.z", "IsPresent": False}, ["then"]),
            ({"Variable": "$.o.p", "IsPresent": True}, ["then"]),
            ({"Variable": "$.u.p", "IsPresent": True}, ["then", "else"]),
            ({"Not": {"Variable": "$.a", "StringEquals": "x"}}, ["else"]),
            ({"Not": {"Variable": "$.u", "StringEquals": "x"}}, ["then", "else"]),
        ],
    )
    def test_a_comparison_is_true_false_or_not_known(self, rule: dict[str, Any], expected: list[str]) -> None:
        assert led(rule, self.document) == expected

    def test_and_needs_all_and_or_needs_one(self) -> None:
        true, false = ({"Variable": "$.a", "StringEquals": text} for text in "xy")
        unknown = {"Variable": "$.u", "StringEquals": "x"}

        assert led({"And": [true, unknown]}, self.document) == ["then", "else"]
        assert led({"And": [unknown, false]}, self.document) == ["else"]
        assert led({"Or": [unknown, true]}, self.document) == ["then"]
        assert led({"Or": [false, false]}, self.document) == ["else"]

    def test_what_one_choice_found_out_the_next_one_knows(self) -> None:
        rule = {"Variable": "$.u", "StringEquals": "yes"}
        state = State(
            "choice", {"Type": "Choice", "Choices": [rule | {"Next": "then"}], "Default": "else"}, None
        )

        told = {route.next: route.document for route in routes(state, self.document)}

        assert led(rule, told["then"]) == ["then"]
        assert led(rule, told["else"]) == ["then", "else"], "not this, and nothing else is known"

    def test_what_was_not_there_is_not_there_afterwards(self) -> None:
        rule = {"Variable": "$.u.x", "IsPresent": True}
        state = State(
            "choice", {"Type": "Choice", "Choices": [rule | {"Next": "then"}], "Default": "else"}, None
        )

        (_, otherwise) = routes(state, self.document)

        assert led(rule, otherwise.document) == ["else"]
