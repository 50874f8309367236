"""From a WSGI request to the event that an HTTP API makes of it, payload format 2.0.

The rules are those of the AWS documentation ("Create AWS Lambda proxy integrations for HTTP APIs"), and where it
is silent those that others measured on AWS and the local cloud keeps too: how a path is decoded, and which
bodies arrive in base64.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from lambdas.api.routes import ROUTES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_TEXT_TYPES = frozenset({"application/json", "application/xml", "application/javascript"})
_OWN_NAMES = {"CONTENT_TYPE": "content-type", "CONTENT_LENGTH": "content-length"}
API_ID = "abc"
HOST = f"{API_ID}.execute-api.us-east-1.amazonaws.com"


def event_of(environ: WSGIEnvironment, *, authorizer: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The event. `authorizer` is what the gateway found out about the caller: `{"iam": {…}}` or `{"jwt": {…}}`."""
    method = str(environ["REQUEST_METHOD"])
    path, query = decoded(str(environ["REQUEST_URI"]).partition("?")[0]), str(environ["QUERY_STRING"])
    headers = dict(_headers(environ))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key(method, path),
        "rawPath": path,
        "rawQueryString": query,
        "headers": {name: value for name, value in headers.items() if name != "cookie"},
        "requestContext": _context(method, path, headers, authorizer),
        "isBase64Encoded": False,
    }
    if "cookie" in headers:
        event["cookies"] = [part.strip() for part in headers["cookie"].split(";")]
    if query:
        event["queryStringParameters"] = _joined(query)
    return event | _body(environ["wsgi.input"].read(), headers.get("content-type", ""))


def route_key(method: str, path: str) -> str:
    """Of the route that takes it: the default one, if none does."""
    keys = [route.key for route in ROUTES if route.method == method and route.is_at(path)]
    return keys[0] if keys else "$default"


def decoded(target: str) -> str:
    """The path with every escape undone but `%25`; what follows a question mark that was escaped is lost."""
    return _ESCAPES.sub(lambda run: _unescaped(run[0]), target).partition("?")[0]


def _unescaped(run: str) -> str:
    parts = re.split("(%25)", run)
    return "".join(
        part if part == "%25" else bytes.fromhex(part.replace("%", "")).decode(errors="replace")
        for part in parts
    )


def _headers(environ: WSGIEnvironment) -> Iterator[tuple[str, str]]:
    """By lower-case name. What came several times was joined with commas, by WSGI as by the gateway."""
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            yield key.removeprefix("HTTP_").lower().replace("_", "-"), value
        elif key in _OWN_NAMES and value:
            yield _OWN_NAMES[key], value


def _joined(query: str) -> dict[str, str]:
    """Decoded, what came several times with commas between."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _body(raw: bytes, content_type: str) -> dict[str, Any]:
    """Text for a few types of content, base64 for all others and for none; no body is no field."""
    if not raw:
        return {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in _TEXT_TYPES:
        return {"body": raw.decode(errors="replace")}
    return {"body": b64encode(raw).decode(), "isBase64Encoded": True}


def _context(
    method: str, path: str, headers: Mapping[str, str], authorizer: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {
        "accountId": "123456789012",
        "apiId": API_ID,
        "domainName": HOST,
        "domainPrefix": API_ID,
        "http": {
            "method": method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "192.0.2.1",
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": "r-1",
        "routeKey": route_key(method, path),
        "stage": "$default",
        "time": "01/Jan/2026:12:00:00 +0000",
        "timeEpoch": 1_767_268_800_000,
        **({"authorizer": dict(authorizer)} if authorizer else {}),
    }
