"""What HTTP clients do unasked, over a real connection: HEAD, Expect, other types, headers twice, escaped paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.scenarios.http import PROBLEM, Client
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.target import Target

pytestmark = pytest.mark.needs(Capability.CONNECTIONS)

UNKNOWN = json.dumps({"customer_id": "ada", "items": [{"sku": "no-such", "quantity": 1}]}).encode()
"""An order that is accepted, and rejected at its first step."""

JSON = "application/json"


@pytest.fixture
def client(target: Target) -> Client:
    return Client(target=target)


def exchange(
    client: Client, method: str, path: str, headers: Mapping[str, str | list[str]], body: bytes = b""
) -> tuple[HTTPResponse, Any]:
    """One request with these headers and no others, and its answer with the JSON in it. A list is sent line by line."""
    base = urlsplit(client.api_url)
    connection = HTTPConnection(str(base.hostname), base.port, timeout=30)
    try:
        connection.putrequest(method, base.path + path, skip_accept_encoding=True)
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                connection.putheader(name, one)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return answer, json.loads(answer.read() or b"null")
    finally:
        connection.close()


def placed(client: Client) -> str:
    """The path of an order that was decided."""
    headers = {"Idempotency-Key": client.key, "Content-Type": JSON, "Prefer": "wait=20"}
    answer, order = exchange(client, "POST", "/orders", headers, UNKNOWN)
    assert (answer.status, order["status"]) == (200, "REJECTED")
    return f"/orders/{order['order_id']}"


def test_head_has_the_headers_of_get_and_no_body(client: Client) -> None:
    path = placed(client)

    got, order = exchange(client, "GET", path, {})
    head, nothing = exchange(client, "HEAD", path, {})

    assert order["order_id"] == client.order_id
    assert (head.status, nothing) == (200, None)
    for name in ("ETag", "Cache-Control", "Content-Type", "Content-Length"):
        assert head.headers[name] == got.headers[name]


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(client: Client) -> None:
    headers = {"Idempotency-Key": client.key, "Content-Type": JSON, "Expect": "100-continue"}

    answer, body = exchange(client, "POST", "/orders", headers, UNKNOWN)

    assert (answer.status, body["order_id"]) == (202, client.order_id)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", None])
def test_a_body_that_is_not_said_to_be_json_starts_nothing(client: Client, content_type: str | None) -> None:
    kind = {"Content-Type": content_type} if content_type else {}

    answer, problem = exchange(client, "POST", "/orders", {"Idempotency-Key": client.key, **kind}, UNKNOWN)

    assert (answer.status, answer.headers["Content-Type"]) == (415, PROBLEM)
    assert answer.headers["Accept"] == JSON
    assert problem["type"] == "urn:saga:problem:unsupported-media-type"
    assert not client.started


def test_a_key_that_is_there_twice_starts_nothing(client: Client) -> None:
    headers: dict[str, str | list[str]] = {
        "Idempotency-Key": [client.key, client.key],
        "Content-Type": JSON,
    }

    answer, problem = exchange(client, "POST", "/orders", headers, UNKNOWN)

    assert (answer.status, problem["type"]) == (400, "urn:saga:problem:invalid-idempotency-key")
    assert not client.started


def test_a_path_may_be_escaped(client: Client) -> None:
    path = placed(client)
    escaped = "/orders/" + "".join(f"%{ord(letter):02X}" for letter in path.removeprefix("/orders/"))

    answer, order = exchange(client, "GET", escaped, {})

    assert (answer.status, order["order_id"]) == (200, client.order_id)


@pytest.mark.parametrize("name", ["é", "\x84", "a\nb", "a/b", "..", "%"])
def test_whatever_is_asked_for_is_not_there(client: Client, name: str) -> None:
    answer, problem = exchange(client, "GET", f"/orders/{quote(name, safe='')}", {})

    assert (answer.status, answer.headers["Content-Type"]) == (404, PROBLEM)
    assert problem["status"] == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/orders", "POST, GET, HEAD"),
        ("DELETE", "/orders/o-1", "GET, HEAD"),
        ("GET", "/tickets", "POST"),
    ],
)
def test_another_method_is_told_which_there_are(client: Client, method: str, path: str, allowed: str) -> None:
    answer, problem = exchange(client, method, path, {})

    assert (answer.status, answer.headers["Allow"]) == (405, allowed)
    assert problem["type"] == "urn:saga:problem:method-not-allowed"


def test_a_reader_who_wants_another_representation_gets_none(client: Client) -> None:
    path = placed(client)

    answer, problem = exchange(client, "GET", path, {"If-Match": '"another"'})

    assert (answer.status, problem["type"]) == (412, "urn:saga:problem:precondition-failed")
