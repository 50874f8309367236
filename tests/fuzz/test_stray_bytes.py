"""Requests that no description describes: stray bytes in path, query, headers and body. None is a server error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from ops.openapi.endpoint_examples import PATH as ENDPOINT
from ops.openapi.endpoint_examples import REPLAY_REQUEST
from ops.openapi.endpoint_examples import REQUEST as ENDPOINT_REQUEST
from ops.openapi.examples import KEY, PATH, REQUEST
from tests.fuzz.shop import shop
from tests.unit.ops.openapi.reading import errors_by_name


@dataclass(frozen=True, kw_only=True)
class Request:
    method: str = "GET"
    path: str = "/orders"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


BODIES = [json.dumps(body).encode() for body in (REQUEST, ENDPOINT_REQUEST, REPLAY_REQUEST)]
HEADERS = ("Idempotency-Key", "Prefer", "If-None-Match", "Content-Type", "Host", "Cookie", "Accept")

escaped = st.binary(max_size=12).map(quote)
paths = st.one_of(
    st.sampled_from(["/orders", PATH, "/tickets", "/", "/endpoints", ENDPOINT, f"{ENDPOINT}/replay"]),
    st.builds("/endpoints/{}".format, escaped),
    st.builds((ENDPOINT + "/deliveries/{}/replay").format, escaped),
    st.builds((ENDPOINT + "/deliveries/{}").format, escaped),
    st.builds("/orders/{}".format, escaped),
    st.builds("/{}".format, escaped),
    st.builds("/orders{}".format, escaped),
    st.sampled_from([f"{PATH}/cancel", f"{PATH}/change"]),
    st.builds((PATH + "/follow-ups/{}").format, escaped),
)
queries = st.one_of(
    st.just(""), st.builds("{}={}".format, st.sampled_from(["limit", "cursor", "x"]), escaped), escaped
)
field_values = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=20
)
fields = st.dictionaries(st.sampled_from(HEADERS), field_values, max_size=4)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A right body with some bytes exchanged."""
    right = draw(st.sampled_from(BODIES))
    start, length = draw(st.integers(0, len(right))), draw(st.integers(0, 8))
    return right[:start] + draw(st.binary(max_size=8)) + right[start + length :]


bodies = st.one_of(st.just(b""), st.sampled_from(BODIES), damaged(), st.binary(max_size=40))
methods = st.sampled_from(["GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
requests = st.builds(Request, method=methods, path=paths, query=queries, headers=fields, body=bodies)


@pytest.fixture(scope="module")
def api() -> Iterator[Client]:
    with shop() as gateway:
        yield Client(gateway, use_cookies=False)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(request=requests)
@example(request=Request(method="POST", body=b"\x00" * 1_000_000))
@example(request=Request(method="POST", body=b"[" * 60_000))
@example(request=Request(method="POST", body=b'{"a":' * 10_000))
@example(request=Request(path=f"{PATH}/follow-ups/x-" + "%41" * 3_000))
@example(request=Request(query="limit=%00&cursor=%FF"))
@example(request=Request(path="/orders/" + "%" * 9_000))
@example(request=Request(path=f"{ENDPOINT}/deliveries/" + "%41" * 3_000))
@example(request=Request(path=f"{ENDPOINT}/deliveries", query="cursor=%FF"))
@example(
    request=Request(
        method="POST", path="/endpoints", body=b'{"url": "https://a.example", "description": "\\ud800"}'
    )
)
@example(
    request=Request(method="POST", path=f"{ENDPOINT}/replay", body=b'{"since": "0001-01-01T00:00:00+23:59"}')
)
@example(request=Request(path=PATH, headers={"If-None-Match": '"' * 10_000}))
@example(request=Request(path=PATH, headers={"Prefer": "wait=" + "9" * 10_000}))
@example(request=Request(path=PATH, headers={"Prefer": '="' * 5_000}))
def test_whatever_comes_is_answered_as_described(api: Client, request: Request) -> None:
    answer = api.open(
        request.path,
        method=request.method,
        query_string=request.query,
        headers={"Idempotency-Key": KEY, "Content-Type": "application/json", **request.headers},
        data=request.body,
    )

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert request.method == "HEAD" or _faults(answer.json, answer.status_code) == []


def _faults(problem: Any, status: int) -> list[str]:
    return errors_by_name(problem, "Problem") or [*([] if problem["status"] == status else ["status"])]
