"""POST /tickets: a ticket for whoever may call the API, and the URL that it opens."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from lambdas.shared.caller import caller_of
from tests.unit.api.fakes import ANYBODY, Answer, Api, client_error, http

IAM = {"iam": {"accountId": "1", "callerId": "AIDAX"}}


def issued(api: Api, *, headers: dict[str, str] | None = None, **context: Any) -> Answer:
    return api(http("POST", "/tickets", headers=headers, **context))


def test_a_ticket_is_created_with_the_url_that_it_opens_for_a_minute_and_never_cached() -> None:
    answer = issued(Api())

    ticket = answer.body["ticket"]
    assert (answer.status, answer.headers["Cache-Control"]) == (201, "no-store")
    assert len(ticket) == 43
    assert answer.body == {
        "ticket": ticket,
        "url": f"wss://ws.execute-api.us-east-1.amazonaws.com/live?ticket={ticket}",
        "expires_in": 60,
    }


def test_no_two_tickets_are_alike() -> None:
    assert issued(Api()).body["ticket"] != issued(Api()).body["ticket"]


def test_what_is_stored_is_its_hash_its_caller_and_when_it_ends() -> None:
    api = Api()
    ticket = issued(api).body["ticket"]

    (item,) = api.table.put
    assert item == {
        "pk": f"ticket#{hashlib.sha256(ticket.encode()).hexdigest()}",
        "sk": "ticket",
        "caller": ANYBODY,
        "expires_at": int(api.clock().timestamp()) + 60,
    }


def test_it_is_the_caller_s_own() -> None:
    api = Api()
    issued(api, authorizer=IAM)

    (item,) = api.table.put
    assert item["caller"] == caller_of({"requestContext": {"authorizer": IAM}}) != ANYBODY


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1:4566", "ws://127.0.0.1:4566/_aws/execute-api/ws/live?ticket="),
        ("abc.execute-api.localhost:4566", "ws://ws.execute-api.localhost:4566/live?ticket="),
    ],
)
def test_on_the_local_cloud_the_url_is_at_the_address_that_was_called(host: str, url: str) -> None:
    answer = issued(Api(local=True), headers={"host": host})
    assert answer.body["url"].startswith(url)


def test_a_busy_store_is_a_503_that_says_when_to_come_again() -> None:
    api = Api()
    api.table.fails_with = client_error("ThrottlingException")

    answer = issued(api)

    assert (answer.status, answer.body["type"]) == (503, "urn:saga:problem:busy")
    assert answer.headers["Retry-After"] == "1"


def test_a_ticket_is_only_issued_by_post() -> None:
    answer = Api()(http("GET", "/tickets"))
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")
