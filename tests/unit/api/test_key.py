"""The Idempotency-Key: required, a string with or without quotes, and its caller's own."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests.unit.api.fakes import ANYBODY, ID, ORDER, Api, http


def iam(caller: str) -> dict[str, Any]:
    return {
        "iam": {"accountId": "123456789012", "callerId": caller, "userArn": "arn:aws:sts::1:assumed-role/r/s"}
    }


def token(issuer: str, subject: str) -> dict[str, Any]:
    return {"jwt": {"claims": {"iss": issuer, "sub": subject}}}


def with_key(key: str) -> dict[str, str]:
    return {"idempotency-key": key}


def test_an_order_without_a_key_is_refused_and_starts_nothing() -> None:
    api = Api()

    answer = api(http("POST", "/orders", body=json.dumps(ORDER)))

    assert answer.status == 400
    assert answer.body["type"] == "urn:saga:problem:idempotency-key-missing"
    assert answer.wrong == ["Idempotency-Key"]
    assert not api.states.started


@pytest.mark.parametrize(
    "key", ["", '""', " ", "a b", "ключ", "x" * 256, "a\n", "a, b", "k-1,k-1", '"a', 'a"', '"a","b"', "a\\"]
)
def test_a_key_that_is_none_is_refused_and_starts_nothing(key: str) -> None:
    api = Api()

    answer = api.post(ORDER, headers=with_key(key))

    assert (answer.status, answer.wrong) == (400, ["Idempotency-Key"])
    assert answer.body["type"] == "urn:saga:problem:invalid-idempotency-key"
    assert not api.states.started


@pytest.mark.parametrize(
    "key", ["x" * 255, "8e03978e-40d5-43e8-bc93-6894a57f9324", "!#$%&'()*+-./:;<=>?@[]^_`{|}~"]
)
def test_a_key_may_have_255_visible_characters(key: str) -> None:
    assert Api().post(ORDER, headers=with_key(key)).status == 202


def test_a_key_in_the_quotes_of_a_structured_field_is_the_same_key() -> None:
    api = Api()

    bare, quoted = (api.post(ORDER, headers=with_key(key)) for key in ("k-1", '"k-1"'))

    assert bare == quoted
    assert len(api.states.started) == 1


def test_the_order_follows_from_caller_and_key() -> None:
    """The rules spelled out once more: each the first 32 digits of the hash of a JSON array."""
    caller = "c-" + hashlib.sha256(b'["iam", "123456789012", "AROAX"]').hexdigest()[:32]
    order = "o-" + hashlib.sha256(f'["{caller}", "k-1"]'.encode()).hexdigest()[:32]
    nobody = hashlib.sha256(b'["anonymous"]').hexdigest()[:32]

    answer = Api().post(ORDER, authorizer=iam("AROAX:session-1"))

    assert answer.body["order_id"] == order
    assert f"c-{nobody}" == ANYBODY
    assert "o-" + hashlib.sha256(f'["{ANYBODY}", "k-1"]'.encode()).hexdigest()[:32] == ID


def test_a_request_sent_twice_starts_one_saga_and_gets_the_same_answer() -> None:
    api = Api()

    first, second = api.post(ORDER), api.post(ORDER)

    assert first == second
    assert first.status == 202
    assert len(api.states.started) == 1


def test_the_same_order_written_otherwise_is_the_same_order() -> None:
    api = Api()
    api.post(ORDER)

    answer = api.post({"items": ORDER["items"], "callback_url": None, "customer_id": "ada"})

    assert answer.status == 202


def test_a_key_used_for_another_order_is_refused_and_names_the_first_order() -> None:
    api = Api()
    first = api.post(ORDER)

    answer = api.post(ORDER | {"customer_id": "bob"})

    assert answer.status == 422
    assert answer.body["type"] == "urn:saga:problem:idempotency-key-reused"
    assert answer.wrong == ["Idempotency-Key"]
    assert answer.body["instance"] == f"/orders/{first.body['order_id']}"
    assert len(api.states.started) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(iam("AIDAX"), iam("AIDAY"), id="users"),
        pytest.param(iam("AIDAX"), None, id="somebody and nobody"),
        pytest.param(token("i", "a"), token("i", "b"), id="tokens"),
        pytest.param(token("i", "a"), token("j", "a"), id="issuers"),
    ],
)
def test_two_callers_with_the_same_key_have_two_orders(one: object, other: object) -> None:
    api = Api()

    first, second = (api.post(ORDER, authorizer=caller) for caller in (one, other))
    of_another = api.post(ORDER | {"customer_id": "bob"}, authorizer=iam("AIDAZ"))

    assert first.body["order_id"] != second.body["order_id"]
    assert of_another.status == 202
    assert len(api.states.started) == 3


def test_a_role_is_the_same_caller_in_its_next_session() -> None:
    api = Api()

    first, second = (api.post(ORDER, authorizer=iam(f"AROAX:session-{n}")) for n in (1, 2))

    assert first.body["order_id"] == second.body["order_id"]
