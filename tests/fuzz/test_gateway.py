"""The adapter in front of the function does what an HTTP API does."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from tests.fuzz.gateway import Gateway

CALLER = {"iam": {"accountId": "123456789012", "callerId": "AIDAX"}}


class Seen:
    """Answers with what it was told to, and keeps the events."""

    def __init__(self, **answer: Any) -> None:
        self.answer = {"statusCode": 200, "headers": {}, "body": ""} | answer
        self.events: list[dict[str, Any]] = []

    def __call__(self, event: dict[str, Any]) -> Mapping[str, Any]:
        self.events.append(event)
        return self.answer

    def open(self, path: str, **request: Any) -> TestResponse:
        return Client(Gateway(respond=self, caller=CALLER), use_cookies=False).open(path, **request)

    def event(self, path: str = "/orders", **request: Any) -> dict[str, Any]:
        self.open(path, **request)
        return self.events[-1]


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/orders/o-1", "/orders/o-1"),
        ("/orders/", "/orders/"),
        ("/orders/o%2D1", "/orders/o-1"),
        ("/orders%2Fo-1", "/orders/o-1"),
        ("/orders/%C3%A9", "/orders/é"),
        ("/orders/%FF", "/orders/\ufffd"),
        ("/orders/%252D", "/orders/%252D"),
        ("/orders/50%25%2D", "/orders/50%25-"),
        ("/orders/a%3Fb", "/orders/a"),
        ("/orders/a%0A", "/orders/a\n"),
    ],
)
def test_a_path_is_decoded_but_for_the_percent_sign_and_ends_at_a_question_mark(
    target: str, path: str
) -> None:
    event = Seen().event(target)

    assert event["rawPath"] == path
    assert event["requestContext"]["http"]["path"] == path


@pytest.mark.parametrize("apart", [True, False])
def test_a_query_comes_as_it_was_sent_and_decoded_with_what_is_there_twice_joined(apart: bool) -> None:
    query = "limit=1&limit=2&cursor=a%20b&empty="
    event = Seen().event("/orders", query_string=query) if apart else Seen().event(f"/orders?{query}")

    assert event["rawQueryString"] == "limit=1&limit=2&cursor=a%20b&empty="
    assert event["queryStringParameters"] == {"limit": "1,2", "cursor": "a b", "empty": ""}


def test_without_a_query_there_are_no_parameters() -> None:
    event = Seen().event()

    assert event["rawQueryString"] == ""
    assert "queryStringParameters" not in event


def test_headers_have_lower_case_names_and_what_is_there_twice_is_joined() -> None:
    event = Seen().event(headers=[("Prefer", "wait=1"), ("PREFER", "wait=2"), ("Idempotency-Key", "K")])

    assert event["headers"]["prefer"].replace(" ", "") == "wait=1,wait=2"
    assert event["headers"]["idempotency-key"] == "K"


def test_cookies_are_in_a_list_of_their_own() -> None:
    event = Seen().event(headers={"Cookie": "a=1; b=2"})

    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "text/plain", "APPLICATION/XML"]
)
def test_a_body_of_a_few_types_is_text(content_type: str) -> None:
    event = Seen().event(method="POST", data='{"é": 1}'.encode(), content_type=content_type)

    assert (event["body"], event["isBase64Encoded"]) == ('{"é": 1}', False)


@pytest.mark.parametrize(
    "content_type",
    ["application/problem+json", "application/x-www-form-urlencoded", "application/octet-stream", None],
)
def test_a_body_of_any_other_type_and_of_none_is_in_base64(content_type: str | None) -> None:
    event = Seen().event(method="POST", data=b"\xff{}", content_type=content_type)

    assert (b64decode(event["body"]), event["isBase64Encoded"]) == (b"\xff{}", True)


def test_text_that_is_not_utf_8_arrives_with_replacements() -> None:
    event = Seen().event(method="POST", data=b"\xff{}", content_type="application/json")

    assert event["body"] == "\ufffd{}"


def test_no_body_is_no_field() -> None:
    assert "body" not in Seen().event(method="POST", content_type="application/json")


def test_the_caller_is_the_authorizers() -> None:
    assert Seen().event()["requestContext"]["authorizer"] == CALLER


def test_the_functions_answer_is_the_clients() -> None:
    answer = Seen(
        statusCode=202,
        headers={"Content-Type": "application/json", "ETag": '"1"'},
        body="{}",
        cookies=["a=1"],
    ).open("/orders")

    assert (answer.status_code, answer.data) == (202, b"{}")
    assert (answer.headers["ETag"], answer.headers["Set-Cookie"]) == ('"1"', "a=1")


def test_an_answer_in_base64_is_sent_as_bytes() -> None:
    assert Seen(body=b64encode(b"\xff").decode(), isBase64Encoded=True).open("/").data == b"\xff"


def test_a_body_without_a_type_is_text() -> None:
    assert Seen(body="x").open("/").headers["Content-Type"] == "text/plain;charset=UTF-8"


def test_the_answer_to_head_has_the_length_and_no_body() -> None:
    answer = Seen(body="12345").open("/", method="HEAD")

    assert (answer.data, answer.headers["Content-Length"]) == (b"", "5")


@pytest.mark.parametrize("body", [{1, 2}, "\ud800"], ids=["no JSON", "no Unicode"])
def test_an_answer_that_cannot_be_handed_over_is_a_crash(body: Any) -> None:
    answer = Seen(body=body).open("/orders")

    assert (answer.status_code, answer.json) == (500, {"message": "Internal Server Error"})


def test_a_function_that_raises_is_a_crash() -> None:
    def respond(_event: dict[str, Any]) -> Mapping[str, Any]:
        raise ZeroDivisionError

    assert Client(Gateway(respond=respond)).get("/orders").status_code == 500
