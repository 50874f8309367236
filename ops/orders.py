"""The API's client: place an order over HTTP, look at it, wait until it is decided."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener
from uuid import uuid4

from ops.errors import RunFailed

_ANSWER_SECONDS = 30.0
_DECISION_SECONDS = 60.0
_WITHOUT_BODY = (204, 304)
_WAIT = 5
_PAUSE = 0.1
"""Seconds, should the API not hold its answer back."""

_open = build_opener(ProxyHandler({})).open
"""The local cloud is not behind the person's proxy."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`headers` by lower-case name; `body` is the JSON, empty when there is none, or the client has it."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any]


def request(
    method: str,
    url: str,
    *,
    body: Mapping[str, Any] | bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One HTTP exchange in JSON, whatever its status; bytes are sent as they are.

    Raises RunFailed when there is no answer, or one with a body that is no JSON.
    """
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    sent = Request(
        url, data=data, method=method, headers={"Content-Type": "application/json", **(headers or {})}
    )
    try:
        status, received, raw = _exchange(sent)
        return Answer(
            status=status, headers=received, body={} if status in _WITHOUT_BODY else json.loads(raw)
        )
    except (OSError, HTTPException, ValueError) as error:
        raise RunFailed(f"{method} {url} gave no usable answer: {error}") from error


def place(api_url: str, order: Mapping[str, Any], *, idempotency_key: str | None = None) -> str:
    """The id of the order that was accepted; without a key it is a new one. Raises RunFailed when it was not."""
    headers = {"Idempotency-Key": idempotency_key or uuid4().hex}
    answer = request("POST", f"{api_url}/orders", body=order, headers=headers)
    if answer.status != 202:  # noqa: PLR2004 - Accepted
        raise RunFailed(f"POST {api_url}/orders answered {answer.status}: {json.dumps(dict(answer.body))}")
    order_id: str = answer.body["order_id"]
    return order_id


def decided(api_url: str, order_id: str) -> Mapping[str, Any]:
    """The order once it is no longer PENDING, for which the API is asked to wait. Raises RunFailed in the end."""
    deadline = time.monotonic() + _DECISION_SECONDS
    while True:
        answer = request("GET", f"{api_url}/orders/{order_id}", headers={"Prefer": f"wait={_WAIT}"})
        if answer.body.get("status") not in (None, "PENDING"):
            return answer.body
        if time.monotonic() > deadline:
            raise RunFailed(
                f"order {order_id} was not decided within {_DECISION_SECONDS:.0f} s: {answer.body}"
            )
        time.sleep(_PAUSE)


def _exchange(sent: Request) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers by lower-case name, body. A refusal is an answer too."""
    try:
        with _open(sent, timeout=_ANSWER_SECONDS) as answer:
            return answer.status, _lower(dict(answer.headers)), answer.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, _lower(dict(refusal.headers)), refusal.read()


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
