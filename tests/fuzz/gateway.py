"""An HTTP API in process: a WSGI application in front of what answers its events.

So anything that speaks WSGI, schemathesis above all, talks to the function as it does through API Gateway.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tests.fuzz.event import event_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Respond = Callable[[dict[str, Any]], Mapping[str, Any]]
"""From an event to the function's answer."""

CRASHED = {
    "statusCode": 500,
    "headers": {"content-type": "application/json"},
    "body": '{"message":"Internal Server Error"}',
}
"""What a client gets of a function that raised."""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """`caller` is what the authorizer tells of every request: `{"iam": {…}}`, `{"jwt": {…}}` or nothing."""

    respond: Respond
    caller: Mapping[str, Any] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        event = event_of(environ, authorizer=self.caller)
        status, headers, body = _sent(_invoked(self.respond, event))
        start_response(status, headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _invoked(respond: Respond, event: Mapping[str, Any]) -> Mapping[str, Any]:
    """Through JSON in both directions, as the Lambda service and its runtime hand things over."""
    try:
        answer = respond(json.loads(json.dumps(event)))
        answered: Mapping[str, Any] = json.loads(json.dumps(answer, ensure_ascii=False).encode())
    except Exception:  # noqa: BLE001 - whatever it is, the client gets the same
        return CRASHED
    return answered


def _sent(answer: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status line, headers and body. A body without a type is text to the gateway."""
    code = int(answer["statusCode"])
    text = answer.get("body") or ""
    body = b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    headers = {"content-type": "text/plain;charset=UTF-8"} if body else {}
    headers |= {name.lower(): str(value) for name, value in (answer.get("headers") or {}).items()}
    headers["content-length"] = str(len(body))
    cookies = [("set-cookie", cookie) for cookie in answer.get("cookies", [])]
    return f"{code} {HTTPStatus(code).phrase}", [*headers.items(), *cookies], body
