"""What HTTP clients send besides what they were asked for: each is decided, and says so here."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest

from tests.unit.api.fakes import ID, KEY, ORDER, Api, http

JSON = json.dumps(ORDER)


def placed() -> Api:
    api = Api()
    assert api.post(ORDER).status == 202
    return api


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON", "application/json; charset=utf-8"]
)
def test_an_order_is_said_to_be_json(content_type: str) -> None:
    assert Api().post(ORDER, headers={"content-type": content_type}).status == 202


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/problem+json",
        "application/json, application/json",
        "multipart/form-data; boundary=application/json",
    ],
)
def test_a_body_of_another_type_is_a_415_that_says_which_would_do(content_type: str) -> None:
    api = Api()
    body = b64encode(JSON.encode()).decode()
    sent = http("POST", "/orders", body=body, headers={**KEY, "content-type": content_type})

    answer = api(sent | {"isBase64Encoded": True})

    assert answer.status == 415
    assert answer.body["type"] == "urn:saga:problem:unsupported-media-type"
    assert answer.headers["Accept"] == "application/json"
    assert not api.states.started


def test_a_body_without_a_type_is_refused_too() -> None:
    sent = http("POST", "/orders", body=JSON, headers=KEY)
    del sent["headers"]["content-type"]

    assert Api()(sent).status == 415


def test_head_gets_what_get_gets() -> None:
    api = placed()

    assert api(http("HEAD", f"/orders/{ID}")) == api(http("GET", f"/orders/{ID}"))


def test_head_of_an_order_that_is_not_there_is_a_404() -> None:
    assert Api()(http("HEAD", f"/orders/{ID}")).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/orders/",
        f"/orders/{ID}/",
        "//orders",
        "/ORDERS",
        "/orders\n",
        "/",
        "",
        "/orders/a/b",
        "/orders/\x84",
    ],
)
def test_a_path_that_is_nearly_one_is_a_404(path: str) -> None:
    answer = placed()(http("GET", path))

    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/orders\n", "/orders/"])
def test_nothing_is_started_at_a_path_that_is_nearly_the_right_one(path: str) -> None:
    api = Api()

    answer = api(http("POST", path, body=JSON, headers=KEY))

    assert answer.status == 404
    assert not api.states.started


@pytest.mark.parametrize("accept", ["application/problem+json", "text/html", "application/xml;q=1, */*;q=0"])
def test_an_answer_is_json_whatever_is_accepted(accept: str) -> None:
    """RFC 9110 leaves it to the server to disregard Accept; a client in need of an answer has one."""
    answer = placed().get(f"/orders/{ID}", headers={"accept": accept})

    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize(
    "condition",
    [
        {"if-none-match": "*"},
        {"if-match": '"x"'},
        {"if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"expect": "100-continue"},
        {"range": "bytes=0-1"},
    ],
    ids=lambda condition: next(iter(condition)),
)
def test_an_order_is_placed_whatever_the_conditions(condition: dict[str, str]) -> None:
    """What makes a POST conditional here is its Idempotency-Key; Expect is answered by the gateway."""
    assert Api().post(ORDER, headers=condition).status == 202


@pytest.mark.parametrize(
    "header",
    [
        {"range": "bytes=0-1"},
        {"if-modified-since": "Thu, 01 Jan 2099 00:00:00 GMT"},
        {"if-range": '"x"'},
    ],
    ids=lambda header: next(iter(header)),
)
def test_an_order_is_shown_whole_and_by_its_tag_only(header: dict[str, str]) -> None:
    answer = placed().get(f"/orders/{ID}", headers=header)

    assert (answer.status, answer.body["order_id"]) == (200, ID)
