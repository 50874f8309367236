"""POST /orders: one execution for one order, and what is answered when it cannot be started."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.unit.api.fakes import ANYBODY, ID, KEY, ORDER, Api, client_error, http


def test_an_order_is_accepted_and_says_where_to_ask_for_it() -> None:
    answer = Api().post(ORDER)

    assert answer.status == 202
    assert answer.body == {
        "order_id": ID,
        "status_url": f"https://abc.execute-api.us-east-1.amazonaws.com/orders/{ID}",
    }
    assert answer.headers["Location"] == f"/orders/{ID}"
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_execution_is_named_after_the_order_and_gets_its_canonical_input() -> None:
    api = Api()

    api.post('{"items": [{"quantity": 2.0, "sku": "tea"}], "customer_id": "ada"}')

    assert api.states.started == {
        ID: '{"input":{"callback_url":null,"caller":"' + ANYBODY + '","customer_id":"ada",'
        '"items":[{"quantity":2,"sku":"tea"}]},"saga_id":"' + ID + '"}'
    }


def test_a_body_in_base64_is_read_like_any_other() -> None:
    body = b64encode(json.dumps(ORDER).encode()).decode()

    answer = Api()(http("POST", "/orders", body=body, headers=KEY) | {"isBase64Encoded": True})

    assert answer.status == 202


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
    assert answer.body["type"] == "urn:saga:problem:busy"
    assert answer.body["instance"] == f"/orders/{ID}"


def test_what_nobody_foresaw_is_a_500_that_tells_nothing_of_the_inside() -> None:
    api = Api()
    api.states.fails_with = client_error("AccessDeniedException")

    answer = api.post(ORDER)

    assert answer.status == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["type"] == "urn:saga:problem:internal-error"
    assert "AccessDenied" not in json.dumps(answer.body)
