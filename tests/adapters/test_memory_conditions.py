"""What a condition says of an item in the store in memory. The answers are those of Amazon's DynamoDB Local 3.1."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.adapters.memory import Store, check, n, s
from tests.simulation.memory.failures import Unsupported

HOLD = [
    ("q <> :v", {":v": n(1)}),
    ("NOT q = :v", {":v": n(1)}),
    ("n <> :v", {":v": s("5")}),
    ("n = :v", {":v": n("5.0")}),
    ("n < :v", {":v": n(10)}),
    ("z = :v", {":v": {"NULL": True}}),
    ("m = :v", {":v": {"M": {"x": n("1.0")}}}),
    ("size(s) = :v", {":v": n(5)}),
    ("size(l) = :v", {":v": n(3)}),
    ("size(m) = :v", {":v": n(1)}),
    ("size(q) <> :v", {":v": n(0)}),
    ("q <> r AND NOT q < r", None),
    ("size(:v) = :w", {":v": s("ab"), ":w": n(2)}),
    ("begins_with(s, :v)", {":v": s("hé")}),
    ("begins_with(s, :v)", {":v": s("")}),
    ("contains(s, :v)", {":v": s("ll")}),
    ("contains(l, :v)", {":v": n("2.0")}),
    ("contains(:v, s)", {":v": s("say héllo")}),
    ("n BETWEEN :a AND :b", {":a": n(5), ":b": n(40)}),
    ("n BETWEEN :a AND :b AND attribute_exists(s)", {":a": n(1), ":b": n(5)}),
    ("n IN (:a, :b)", {":a": s("x"), ":b": n(5)}),
    ("attribute_exists(q) AND attribute_exists(q) OR attribute_exists(n)", None),
    ("attribute_exists(n) and not attribute_exists(q)", None),
    ("NOT (attribute_exists(n) AND attribute_exists(q))", None),
    ("m.x = :v", {":v": n(1)}),
    ("l[1] = :v", {":v": n(2)}),
    (":a = :b", {":a": n(1), ":b": n(1)}),
    ("attribute_not_exists(m.y) AND attribute_not_exists(l[3]) AND attribute_not_exists(n.x)", None),
]

DO_NOT_HOLD = [
    ("q < :v", {":v": n(1)}),
    ("n = :v", {":v": s("5")}),
    ("n < :v", {":v": s("9")}),
    ("n > :v", {":v": n(40)}),
    ("size(s) = :v", {":v": n(6)}),
    ("size(n) >= :v", {":v": n(0)}),
    ("size(z) >= :v", {":v": n(0)}),
    ("size(b) >= :v", {":v": n(0)}),
    ("size(q) = :v", {":v": n(0)}),
    ("size(s) = :v", {":v": s("5")}),
    ("begins_with(n, :v)", {":v": s("5")}),
    ("begins_with(s, :v)", {":v": s("llo")}),
    ("contains(s, :v)", {":v": n(1)}),
    ("contains(n, :v)", {":v": n(5)}),
    ("contains(m, :v)", {":v": s("x")}),
    ("contains(l, :v)", {":v": {"L": []}}),
    ("q IN (:a)", {":a": n(5)}),
    ("q BETWEEN :a AND :b", {":a": n(1), ":b": n(5)}),
    ("NOT attribute_exists(q) AND attribute_exists(q)", None),
    ("n.x = :v", {":v": n(1)}),
    ("q = r", None),
    ("contains(q, r)", None),
]

SENSELESS = [
    ("n < :v", {":v": {"BOOL": False}}, "operator or function: <, operand type: BOOL"),
    ("z <= :v", {":v": {"NULL": True}}, "operator or function: <=, operand type: NULL"),
    ("begins_with(s, :v)", {":v": n(5)}, "operator or function: begins_with, operand type: N"),
    ("n BETWEEN :a AND :b", {":a": n(5), ":b": n(1)}, "upper bound to be greater than or equal to lower"),
    ("n BETWEEN :a AND :b", {":a": n(5), ":b": s("6")}, "same data type for lower and upper bounds"),
    ("contains(s, s)", None, "operator: contains, first operand: [s]"),
    ("m.l[0] = m.l[0]", None, "operator: =, first operand: [m, l, [0]]"),
    (
        "attribute_exists(:a)",
        {":a": n(1)},
        "requires a document path; operator or function: attribute_exists",
    ),
    ("((n = :a))", {":a": n(5)}, "The expression has redundant parentheses;"),
    ("(n = :a) AND ((s = :a))", {":a": n(5)}, "The expression has redundant parentheses;"),
    ("status = :a", {":a": n(5)}, "Attribute name is a reserved keyword; reserved keyword: status"),
    ("attribute_exists(#q)", None, "name used in the document path is not defined; attribute name: #q"),
    ("attribute_exists(q) AND n = :q", None, "value used in expression is not defined; attribute value: :q"),
]

UNKNOWN = [
    "attribute_type(n, :v)",
    "n = 5",
    "n",
    "n = :v OR",
    "(n = :v",
    "n ! :v",
    "size(n, :v) = :v",
    "Attribute_Exists(n)",
]


@pytest.mark.parametrize(("text", "values"), HOLD)
def test_it_holds(text: str, values: dict[str, Any] | None) -> None:
    Store().write(check(text, values))


@pytest.mark.parametrize(("text", "values"), DO_NOT_HOLD)
def test_it_does_not_hold(text: str, values: dict[str, Any] | None) -> None:
    assert [reason["Code"] for reason in Store().reasons(check(text, values))] == ["ConditionalCheckFailed"]


@pytest.mark.parametrize(("text", "values", "problem"), SENSELESS)
def test_it_can_never_make_sense_and_the_request_is_refused_for_it(
    text: str, values: dict[str, Any] | None, problem: str
) -> None:
    code, message = Store().refused(check(text, values))

    assert code == "ValidationException"
    assert message.startswith("Invalid ConditionExpression: ")
    assert problem in message


@pytest.mark.parametrize("text", UNKNOWN)
def test_one_that_this_store_cannot_read_is_named(text: str) -> None:
    with pytest.raises(Unsupported) as caught:
        Store().write(check(text, {":v": n(1)}))

    assert f"ConditionExpression {text!r}" in str(caught.value)


def test_what_is_absent_is_an_item_without_attributes() -> None:
    store = Store(item=None)

    store.write(check("attribute_not_exists(pk)"))

    assert store.reasons(check("n = :v OR attribute_exists(pk)", {":v": n(5)})) == [
        {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
    ]


def test_a_name_stands_for_the_whole_of_it_dots_included() -> None:
    store = Store(item={"pk": s("a"), "sk": s("1"), "x.y": n(1)})

    store.write(check("#dotted = :v", {":v": n(1)}, ExpressionAttributeNames={"#dotted": "x.y"}))


def test_texts_are_ordered_by_their_code_points() -> None:
    store = Store()

    store.write(check("s > :z AND s > :capital", {":z": s("hz"), ":capital": s("Z")}))

    with pytest.raises(ClientError):
        store.write(check("s > :higher", {":higher": s("h\U0001f600")}))
