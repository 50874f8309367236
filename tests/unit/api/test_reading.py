"""GET /orders/{order_id}, and what every path and method answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.api.fakes import ANYBODY, ID, ORDER, Api, client_error, http

ITEM: dict[str, Any] = {
    "pk": f"order#{ID}",
    "sk": "order",
    "order_id": ID,
    "caller": ANYBODY,
    "customer_id": "ada",
    "lines": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
    "total": 700,
    "currency": "EUR",
    "status": "APPROVED",
    "reason": None,
    "callback_url": "https://shop.example/hook",
    "created_at": "2026-01-01T00:00:00+00:00",
}


def api_with(**changes: object) -> Api:
    api = Api()
    api.table.items.append(ITEM | changes)
    return api


def test_a_decided_order_is_shown_without_what_is_not_the_clients_to_see() -> None:
    answer = api_with().get(f"/orders/{ID}")

    assert answer.status == 200
    assert answer.body == {
        "order_id": ID,
        "status": "APPROVED",
        "reason": None,
        "total": 700,
        "currency": "EUR",
        "items": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
    }
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Retry-After" not in answer.headers


def test_a_rejected_order_says_why_and_has_no_price_when_it_never_got_one() -> None:
    reason = {"code": "UNKNOWN_ARTICLE", "message": "not in the catalogue: tea"}
    lines = [{"sku": "tea", "quantity": 2, "unit_price": None}]

    answer = api_with(status="REJECTED", reason=reason, total=None, currency=None, lines=lines).get(
        f"/orders/{ID}"
    )

    assert (answer.body["status"], answer.body["reason"]) == ("REJECTED", reason)
    assert (answer.body["total"], answer.body["currency"]) == (None, None)


def test_a_pending_order_says_when_to_ask_again() -> None:
    answer = api_with(status="PENDING").get(f"/orders/{ID}")

    assert (answer.body["status"], answer.headers["Retry-After"]) == ("PENDING", "1")


def test_an_order_that_was_just_placed_is_shown_from_its_execution() -> None:
    api = Api()
    api.post(ORDER)

    answer = api.get(f"/orders/{ID}")

    assert answer.body == {
        "order_id": ID,
        "status": "PENDING",
        "reason": None,
        "total": None,
        "currency": None,
        "items": [{"sku": "tea", "quantity": 2, "unit_price": None}],
    }
    assert answer.headers["Retry-After"] == "1"


def test_an_order_of_somebody_else_is_answered_like_one_that_is_not_there() -> None:
    mine = {"iam": {"accountId": "1", "callerId": "AIDAX"}}
    started, written = Api(), api_with()
    started.post(ORDER)

    answers = [api.get(f"/orders/{ID}", authorizer=mine) for api in (started, written, Api())]

    assert [answer.status for answer in answers] == [404, 404, 404]
    assert answers[0] == answers[1] == answers[2]
    assert [api.get(f"/orders/{ID}").status for api in (started, written)] == [200, 200]


@pytest.mark.parametrize(
    "order_id", [ID, "o-1", "1", ID.upper(), f"{ID}0", "%2e%2e", "o-" + "g" * 32, "x" * 999]
)
def test_an_order_that_is_not_there_is_a_404_problem(order_id: str) -> None:
    answer = Api().get(f"/orders/{order_id}")

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["type"] == "urn:saga:problem:no-such-order"


def test_an_id_of_another_shape_is_asked_of_nobody() -> None:
    api = Api()
    api.table.fails_with = AssertionError("asked")

    assert api.get("/orders/o-1").status == 404


@pytest.mark.parametrize("error", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_a_busy_table_is_a_503(error: str) -> None:
    api = Api()
    api.table.fails_with = client_error(error)

    answer = api.get(f"/orders/{ID}")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "1")


def test_a_defect_is_a_500_without_its_inside() -> None:
    api = Api()
    api.table.fails_with = RuntimeError("secret")

    answer = api.get(f"/orders/{ID}")

    assert answer.status == 500
    assert "secret" not in json.dumps(answer.body)


@pytest.mark.parametrize("path", ["/", "/order", "/orders/", f"/orders/{ID}/items", "/orders//"])
def test_another_path_is_a_404_problem(path: str) -> None:
    answer = Api().get(path)

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/orders", "POST, GET, HEAD"),
        ("OPTIONS", "/orders", "POST, GET, HEAD"),
        ("DELETE", f"/orders/{ID}", "GET, HEAD"),
        ("POST", f"/orders/{ID}", "GET, HEAD"),
    ],
)
def test_another_method_is_a_405_problem_that_says_which_is_allowed(
    method: str, path: str, allowed: str
) -> None:
    answer = Api()(http(method, path))

    assert (answer.status, answer.headers["Allow"]) == (405, allowed)
    assert answer.headers["Content-Type"] == "application/problem+json"
