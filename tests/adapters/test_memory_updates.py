"""What an update makes of an item in the store in memory. The answers are those of Amazon's DynamoDB Local 3.1,
but where AWS documents that an update which does not go with the item is one of the cancellation's reasons.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.memory import ITEM, KEY, OTHER, Store, n, s, update
from tests.simulation.memory.failures import Unsupported

ABSENT = "The provided expression refers to an attribute that does not exist in the item"
WRONG_TYPE = "An operand in the update expression has an incorrect data type"
NO_PATH = "The document path provided in the update expression is invalid for update"
NO_LIST: dict[str, Any] = {"L": []}

CHANGED: list[tuple[str, dict[str, Any] | None, dict[str, Any]]] = [
    ("SET n = n + :v", {":v": n("0.5")}, {"n": n("5.5")}),
    ("SET n = n - :v", {":v": n("5.0")}, {"n": n(0)}),
    ("SET n = :v - n", {":v": n(1)}, {"n": n(-4)}),
    ("SET n = s, s = n", None, {"n": s("héllo"), "s": n(5)}),
    ("SET q = if_not_exists(q, :v)", {":v": n(1)}, {"q": n(1)}),
    ("SET n = if_not_exists(n, :v)", {":v": n(1)}, {"n": n(5)}),
    ("SET q = if_not_exists(q, :v) + :w", {":v": n(1), ":w": n(2)}, {"q": n(3)}),
    ("SET q = list_append(if_not_exists(q, :e), l)", {":e": NO_LIST}, {"q": ITEM["l"]}),
    ("SET l = list_append(l, :v)", {":v": {"L": [n("01.50")]}}, {"l": {"L": [n(1), n(2), n(3), n("1.5")]}}),
    ("SET l = list_append(:v, l)", {":v": {"L": [n(0)]}}, {"l": {"L": [n(0), n(1), n(2), n(3)]}}),
    ("SET m.y = :v, m.x = m.x + :v", {":v": n(1)}, {"m": {"M": {"x": n(2), "y": n(1)}}}),
    ("SET l[1] = :v", {":v": n(9)}, {"l": {"L": [n(1), n(9), n(3)]}}),
    ("SET l[9] = :v, l[8] = :w", {":v": n(9), ":w": n(8)}, {"l": {"L": [n(1), n(2), n(3), n(8), n(9)]}}),
    ("SET l[0] = :v REMOVE l[1]", {":v": n(77)}, {"l": {"L": [n(77), n(3)]}}),
    ("REMOVE l[0], l[1]", None, {"l": {"L": [n(3)]}}),
    ("REMOVE l[7], q, m.q", None, {}),
    ("REMOVE m.x", None, {"m": {"M": {}}}),
    ("ADD n :v", {":v": n(2)}, {"n": n(7)}),
    ("ADD q :v", {":v": n("4.0")}, {"q": n(4)}),
    ("SET q = :v ADD n :v REMOVE s", {":v": n(1)}, {"q": n(1), "n": n(6), "s": None}),
]

UNFIT: list[tuple[str, dict[str, Any] | None, str]] = [
    ("SET n = q + :v", {":v": n(4)}, ABSENT),
    ("SET n = q", None, ABSENT),
    ("SET n = list_append(q, :v)", {":v": NO_LIST}, ABSENT),
    ("SET n = s + :v", {":v": n(4)}, WRONG_TYPE),
    ("SET n = if_not_exists(s, :v) - :v", {":v": n(4)}, WRONG_TYPE),
    ("ADD s :v", {":v": n(4)}, WRONG_TYPE),
    ("SET n = list_append(n, :v)", {":v": NO_LIST}, WRONG_TYPE),
    ("REMOVE q.x", None, NO_PATH),
    ("REMOVE n.x", None, NO_PATH),
    ("REMOVE m[0]", None, NO_PATH),
    ("SET m[0] = :v", {":v": n(1)}, NO_PATH),
    ("SET q.x = :v", {":v": n(1)}, NO_PATH),
    ("SET pk = :v", {":v": s("a")}, "Cannot update attribute pk. This attribute is part of the key"),
    ("REMOVE sk", None, "Cannot update attribute sk. This attribute is part of the key"),
    ("SET n = n + :v", {":v": n("1e125")}, "38 significant digits"),
    ("ADD n :v", {":v": n("9" * 38)}, "38 significant digits"),
    (
        "SET lane = :v",
        {":v": n(1)},
        "Type mismatch for Index Key lane Expected: S Actual: N IndexName: waiting",
    ),
]

SENSELESS: list[tuple[str, dict[str, Any] | None, str]] = [
    ("SET n = n + :v", {":v": s("x")}, "operator or function: +, operand type: S"),
    ("SET n = :v - n", {":v": s("x")}, "operator or function: -, operand type: S"),
    ("SET n = list_append(l, :v)", {":v": n(1)}, "operator or function: list_append, operand type: N"),
    ("ADD n :v", {":v": s("x")}, "ADD, operand type: S"),
    (
        "SET q = if_not_exists(:e, q)",
        {":e": NO_LIST},
        "requires a document path; operator or function: if_not",
    ),
    (
        "SET n = :v, n = :v",
        {":v": n(1)},
        "overlap with each other; must remove or rewrite one of these paths;",
    ),
    ("SET m.x = :v REMOVE m", {":v": n(1)}, "path one: [m, x], path two: [m]"),
    ("SET m.x = :v, m[0] = :v", {":v": n(1)}, "conflict with each other"),
    ("SET n = :v SET s = :v", {":v": n(1)}, 'The "SET" section can only be used once'),
    ("SET #n = :v", {":v": n(4)}, "not defined; attribute name: #n"),
    ("SET n = :v", None, "not defined; attribute value: :v"),
]

UNKNOWN = [
    "SET n = n + :v + :v",
    "SET n = (n)",
    "ADD m.x :v",
    "DELETE l :v",
    "SET n :v",
    "n = :v",
    "SET n = f(n)",
]


@pytest.mark.parametrize(("text", "values", "changed"), CHANGED)
def test_it_changes_what_it_names_and_nothing_else(
    text: str, values: dict[str, Any] | None, changed: dict[str, Any]
) -> None:
    store = Store()

    store.write(update(text, values))

    assert store.item() == {name: value for name, value in (ITEM | changed).items() if value is not None}


@pytest.mark.parametrize(("text", "values", "problem"), UNFIT)
def test_one_that_does_not_go_with_the_item_is_the_reason_of_a_cancellation(
    text: str, values: dict[str, Any] | None, problem: str
) -> None:
    other = {
        "ConditionCheck": {"TableName": "things", "Key": OTHER, "ConditionExpression": "attribute_exists(q)"}
    }

    fits, unfit, failed = Store().reasons(
        update("SET n = :v", {":v": n(1)}, Key={**KEY, "sk": s("2")}), update(text, values), other
    )

    assert (fits, failed["Code"]) == ({"Code": "None"}, "ConditionalCheckFailed")
    assert unfit["Code"] == "ValidationError"
    assert problem in unfit["Message"]


@pytest.mark.parametrize(("text", "values", "problem"), SENSELESS)
def test_one_that_goes_with_no_item_is_refused(
    text: str, values: dict[str, Any] | None, problem: str
) -> None:
    code, message = Store().refused(update(text, values))

    assert code == "ValidationException"
    assert message.startswith("Invalid UpdateExpression: ")
    assert problem in message


@pytest.mark.parametrize("text", UNKNOWN)
def test_one_that_this_store_cannot_read_is_named(text: str) -> None:
    with pytest.raises(Unsupported) as caught:
        Store().write(update(text, {":v": n(1)}))

    assert f"UpdateExpression {text!r}" in str(caught.value)


def test_the_condition_is_judged_first() -> None:
    unfit = update("SET pk = q", ConditionExpression="attribute_exists(q)")

    assert [reason["Code"] for reason in Store().reasons(unfit)] == ["ConditionalCheckFailed"]


def test_an_item_that_is_not_there_is_made_of_its_key() -> None:
    store = Store(item=None)

    store.write(update("SET n = if_not_exists(pk, :v) REMOVE s", {":v": n(1)}))

    assert store.item() == KEY | {"n": n(1)}


def test_an_index_key_cannot_become_empty() -> None:
    code, message = Store().refused(update("SET lane = :v", {":v": s("")}))

    assert code == "ValidationException"
    assert "cannot contain an empty string value" in message
