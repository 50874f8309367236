"""What the API really says is what its description says: orders, webhooks, problems."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.api.schema import SCHEMA
from lambdas.orders.domain import OrderStatus
from lambdas.shared.problem import FieldError, Problem, busy, invalid
from lambdas.shared.problems import ON_SOCKETS, PROBLEMS, ProblemType
from lambdas.sockets import messages
from lambdas.sockets.frames import followed as followed_orders
from lambdas.webhooks.message import message_of
from lambdas.webhooks.signing import headers
from ops.openapi.examples import REQUEST, order
from tests.unit.api.fakes import ID, KEY, ORDER, Api
from tests.unit.ops.openapi.reading import DOCUMENT, errors, errors_by_name, followed
from tests.unit.webhooks.fakes import queued


def told(**changes: Any) -> Any:
    order_id = "o-0123456789abcdef0123456789abcdef"
    return json.loads(message_of(queued(order_id=order_id, **changes)).body)


def test_a_webhook_is_what_callback_and_webhooks_say() -> None:
    assert errors_by_name(told(), "OrderDecided") == []
    assert errors_by_name(told(event_type="OrderApproved", status="APPROVED"), "OrderDecided") == []


@pytest.mark.parametrize(
    "wrong",
    [
        told() | {"type": "order.created"},
        told() | {"customer_id": "ada"},
        told(status="PENDING"),
        {key: value for key, value in told().items() if key != "timestamp"},
    ],
    ids=["another type", "a field more", "not decided", "a field less"],
)
def test_no_other_message_is_a_webhook(wrong: Any) -> None:
    assert errors_by_name(wrong, "OrderDecided") != []


def test_the_callback_and_the_webhook_are_one_message_with_its_real_headers() -> None:
    callback = DOCUMENT["paths"]["/orders"]["post"]["callbacks"]["decided"]["{$request.body#/callback_url}"]
    post = followed(DOCUMENT["webhooks"]["orderDecided"])["post"]

    assert followed(callback)["post"] == post
    assert [parameter["name"] for parameter in post["parameters"]] == list(_sent())


def _sent() -> dict[str, str]:
    return headers(key=b"k", message_id="m", attempted_at=datetime(2026, 1, 1, tzinfo=UTC), body=b"")


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("OutcomeFrame", messages.outcome(order(OrderStatus.APPROVED))),
        ("OutcomeFrame", messages.outcome(order(OrderStatus.REJECTED))),
        ("FollowingFrame", messages.following([ID])),
        ("FollowingFrame", messages.following([])),
        ("ErrorFrame", messages.error(busy(), order_id="o-1")),
        *(("ErrorFrame", messages.error(Problem(problem, detail="x"))) for problem in ON_SOCKETS),
    ],
)
def test_what_is_said_on_a_socket_is_what_the_description_says(frame: str, text: str) -> None:
    names = [reference["$ref"].rpartition("/")[2] for reference in DOCUMENT["x-websocket"]["receive"]]

    assert [name for name in names if not errors_by_name(json.loads(text), name)] == [frame]


def test_what_may_be_said_on_a_socket_is_what_the_description_says() -> None:
    for frame in ({"action": "follow", "orders": [ID]}, {"action": "follow", "orders": [ID] * 25}):
        assert errors_by_name(frame, "FollowFrame") == []
        assert followed_orders({"body": json.dumps(frame)}) == (ID,)


@pytest.mark.parametrize(
    "frame",
    [
        {},
        {"action": "follow"},
        {"action": "follow", "orders": []},
        {"action": "follow", "orders": [ID] * 26},
        {"action": "follow", "orders": [1]},
        {"action": "follow", "orders": [ID], "more": 1},
        {"action": "other", "orders": [ID]},
    ],
    ids=json.dumps,
)
def test_what_may_not_be_said_on_a_socket_is_neither_described_nor_taken(frame: dict[str, Any]) -> None:
    assert errors_by_name(frame, "FollowFrame") != []
    with pytest.raises(Problem):
        followed_orders({"body": json.dumps(frame)})


def test_an_order_that_the_description_shows_is_accepted() -> None:
    assert Api().post(REQUEST).status == 202


def test_what_a_client_sends_is_checked_by_the_schema_of_the_description() -> None:
    """But for words and the name of the dialect."""
    described = DOCUMENT["components"]["schemas"]["OrderRequest"]

    assert {name: rule for name, rule in described.items() if name != "properties"} == {
        name: rule for name, rule in SCHEMA.items() if name not in ("properties", "$schema")
    }
    for name, rule in SCHEMA["properties"].items():
        assert rule.items() <= described["properties"][name].items()


def test_the_answers_to_an_order_are_what_the_description_says() -> None:
    api = Api()

    assert errors_by_name(api.post(ORDER, headers=KEY).body, "OrderAccepted") == []
    assert errors_by_name(api.get(f"/orders/{ID}").body, "Order") == []


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.slug)
def test_each_problem_is_what_the_description_says(problem: ProblemType) -> None:
    plain = Problem(problem, detail="x")
    plain.instance = "/orders/o-1"
    of_fields = invalid(
        problem, FieldError(field="f", reason="r"), FieldError(field="f", reason="r", value=None)
    )

    for it in (plain, of_fields):
        assert errors_by_name(json.loads(it.document()), "Problem") == []


def test_a_problem_with_a_field_more_is_not_what_the_description_says() -> None:
    document = json.loads(Problem(PROBLEMS[0], detail="x").document()) | {"trace": "…"}

    assert errors({**document}, {"$ref": "#/components/schemas/Problem"}) != []
