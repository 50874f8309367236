"""What a client may say on a socket, and what it is told of anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdas.shared.problem import Problem
from lambdas.shared.problems import INVALID_MESSAGE
from lambdas.sockets.frames import LONGEST, MOST_ORDERS, followed

IDS = [f"o-{number:032x}" for number in range(MOST_ORDERS + 1)]


def said(text: str, *, binary: bool = False) -> dict[str, Any]:
    return {"body": text, "isBase64Encoded": binary}


def follow(**fields: object) -> dict[str, Any]:
    return said(json.dumps({"action": "follow", **fields}))


def refusal(event: dict[str, Any]) -> dict[str, Any]:
    """The one thing that is wrong, as the client is told of it."""
    with pytest.raises(Problem) as refused:
        followed(event)
    assert refused.value.type is INVALID_MESSAGE
    (error,) = refused.value.as_dict()["errors"]
    told: dict[str, Any] = json.loads(json.dumps(error))
    return told


def test_a_client_may_follow_as_many_orders_as_25_in_the_order_it_names_them() -> None:
    assert followed(follow(orders=IDS[:25])) == tuple(IDS[:25])


def test_an_order_that_is_named_twice_is_followed_once() -> None:
    assert followed(follow(orders=[IDS[1], IDS[0], IDS[1]])) == (IDS[1], IDS[0])


def test_the_longest_valid_message_is_short_enough() -> None:
    assert len(json.dumps({"action": "follow", "orders": IDS[:25]}, indent=4)) < LONGEST


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must be JSON"),
        ("follow", "must be JSON"),
        ('{"action": "follow"', "must be JSON"),
        ("[" * LONGEST, "must be JSON"),
        ("9" * LONGEST, "must be a JSON object"),
        ("[]", "must be a JSON object"),
        ("null", "must be a JSON object"),
        ("x" * (LONGEST + 1), "must have at most 4096 bytes"),
        ("ü" * LONGEST, "must have at most 4096 bytes"),
        ("\ud800", "must be JSON"),
    ],
)
def test_what_is_no_json_object_is_refused_as_a_whole(text: str, reason: str) -> None:
    error = refusal(said(text))
    assert (error["field"], error["reason"]) == ("message", reason)


def test_bytes_are_refused() -> None:
    assert refusal(said("AAH/", binary=True)) == {"field": "message", "reason": "must be text, not binary"}


@pytest.mark.parametrize("action", ["", "unfollow", "FOLLOW", 1, None, ["follow"], {}])
def test_there_is_no_other_action(action: object) -> None:
    error = refusal(follow(action=action, orders=IDS[:1]))
    assert (error["field"], error["reason"]) == ("action", "must be follow")


def test_a_message_without_an_action_says_so_without_a_value() -> None:
    assert refusal(said("{}")) == {"field": "action", "reason": "must be follow"}


@pytest.mark.parametrize("orders", [None, "o-1", {"o-1": 1}, 1, True])
def test_the_orders_are_an_array(orders: object) -> None:
    assert refusal(follow(orders=orders))["reason"] == "must be an array of order ids"


@pytest.mark.parametrize("orders", [[], IDS])
def test_there_are_1_to_25_of_them(orders: list[str]) -> None:
    error = refusal(follow(orders=orders))
    assert (error["field"], error["reason"]) == ("orders", "must have 1 to 25 order ids")


@pytest.mark.parametrize("wrong", [1, 1.5, None, True, ["o-1"], {}])
def test_one_that_is_no_text_is_named_by_its_place(wrong: object) -> None:
    assert refusal(follow(orders=[IDS[0], wrong]))["field"] == "orders[1]"


@pytest.mark.parametrize("field", ["order", "Orders", "", "x" * 3000, "\ud800"])
def test_a_field_that_is_not_known_is_named(field: str) -> None:
    error = refusal(follow(orders=IDS[:1], **{field: 1}))
    assert error["reason"] == "is not one of action, orders"
    assert len(error["field"]) <= 64
