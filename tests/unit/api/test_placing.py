"""POST /orders: one execution for one order, however often it is asked for."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.unit.api.fakes import FRESH, ORDER, Api, client_error, http

KEY = {"idempotency-key": "k-1"}


def iam(caller: str) -> dict[str, Any]:
    return {
        "iam": {"accountId": "123456789012", "callerId": caller, "userArn": "arn:aws:sts::1:assumed-role/r/s"}
    }


def test_an_order_is_accepted_and_says_where_to_ask_for_it() -> None:
    answer = Api().post(ORDER)

    assert answer.status == 202
    assert answer.body == {
        "order_id": f"o-{FRESH}",
        "status": "PENDING",
        "status_url": f"https://abc.execute-api.us-east-1.amazonaws.com/orders/o-{FRESH}",
    }
    assert answer.headers["Location"] == f"/orders/o-{FRESH}"
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Content-Type"] == "application/json"


def test_the_execution_is_named_after_the_order_and_gets_its_canonical_input() -> None:
    api = Api()

    api.post('{"items": [{"quantity": 2.0, "sku": "tea"}], "customer_id": "ada"}')

    assert api.states.started == {
        f"o-{FRESH}": '{"input":{"callback_url":null,"customer_id":"ada",'
        '"items":[{"quantity":2,"sku":"tea"}]},"saga_id":"o-' + FRESH + '"}'
    }


def test_a_body_in_base64_is_read_like_any_other() -> None:
    body = b64encode(json.dumps(ORDER).encode()).decode()

    answer = Api()(http("POST", "/orders", body=body) | {"isBase64Encoded": True})

    assert answer.status == 202


def test_the_order_id_follows_from_caller_and_key() -> None:
    """The rule spelled out once more: the first 32 digits of the hash of the parts as a JSON array."""
    digest = hashlib.sha256(b'["iam", "123456789012", "AROAX", "k-1"]').hexdigest()

    answer = Api().post(ORDER, headers=KEY, authorizer=iam("AROAX:session-1"))

    assert answer.body["order_id"] == f"o-{digest[:32]}"


def test_a_request_sent_twice_with_its_key_starts_one_saga_and_gets_the_same_answer() -> None:
    api = Api()

    first, second = api.post(ORDER, headers=KEY), api.post(ORDER, headers=KEY)

    assert first == second
    assert len(api.states.started) == 1


def test_the_same_order_written_otherwise_is_the_same_order() -> None:
    api = Api()
    api.post(ORDER, headers=KEY)

    answer = api.post({"items": ORDER["items"], "callback_url": None, "customer_id": "ada"}, headers=KEY)

    assert answer.status == 202


def test_a_key_used_for_another_order_is_refused_and_names_the_first_order() -> None:
    api = Api()
    first = api.post(ORDER, headers=KEY)

    answer = api.post(ORDER | {"customer_id": "bob"}, headers=KEY)

    assert answer.status == 422
    assert answer.wrong == ["Idempotency-Key"]
    assert answer.body["instance"] == f"/orders/{first.body['order_id']}"
    assert len(api.states.started) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(iam("AIDAX"), iam("AIDAY"), id="users"),
        pytest.param(iam("AIDAX"), None, id="somebody and nobody"),
        pytest.param(
            {"jwt": {"claims": {"iss": "i", "sub": "a"}}},
            {"jwt": {"claims": {"iss": "i", "sub": "b"}}},
            id="tokens",
        ),
        pytest.param(
            {"jwt": {"claims": {"iss": "i", "sub": "a"}}},
            {"jwt": {"claims": {"iss": "j", "sub": "a"}}},
            id="issuers",
        ),
    ],
)
def test_two_callers_with_the_same_key_have_two_orders(one: object, other: object) -> None:
    api = Api()

    first = api.post(ORDER, headers=KEY, authorizer=one)
    second = api.post(ORDER, headers=KEY, authorizer=other)

    assert first.body["order_id"] != second.body["order_id"]


def test_a_role_is_the_same_caller_in_its_next_session() -> None:
    api = Api()

    first = api.post(ORDER, headers=KEY, authorizer=iam("AROAX:session-1"))
    second = api.post(ORDER, headers=KEY, authorizer=iam("AROAX:session-2"))

    assert first.body["order_id"] == second.body["order_id"]


@pytest.mark.parametrize("key", ["", " ", "a b", "ключ", "x" * 256, "a\n"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    api = Api()

    answer = api.post(ORDER, headers={"idempotency-key": key})

    assert (answer.status, answer.wrong) == (400, ["Idempotency-Key"])
    assert not api.states.started


@pytest.mark.parametrize(
    "error",
    [
        client_error("ThrottlingException"),
        client_error("ExecutionLimitExceeded"),
        ReadTimeoutError(endpoint_url="https://states"),
    ],
)
def test_a_busy_step_functions_is_a_503_that_says_when_to_come_back(error: Exception) -> None:
    api = Api()
    api.states.fails_with = error

    answer = api.post(ORDER)

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["instance"] == f"/orders/o-{FRESH}"


def test_what_nobody_foresaw_is_a_500_that_tells_nothing_of_the_inside() -> None:
    api = Api()
    api.states.fails_with = client_error("AccessDeniedException")

    answer = api.post(ORDER)

    assert answer.status == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "AccessDenied" not in json.dumps(answer.body)
