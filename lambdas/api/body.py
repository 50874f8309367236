"""From an HTTP API event to the JSON value in its body, or a problem. Nothing a client sends ends in a 500.

Stricter than `json.loads`: no key twice, no NaN or Infinity, UTF-8 only.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, NoReturn

from lambdas.shared.problem import FieldError, Problem, invalid, shown
from lambdas.shared.problems import BODY_TOO_LARGE, MALFORMED_BODY, UNSUPPORTED_MEDIA_TYPE

CONTENT_TYPE = "application/json"
"""Nothing else is read. A page of another site can make a browser send any text, but not this without asking."""

LONGEST = 64 * 1024
"""Bytes. The largest valid order has a fifth of that."""


def json_of(event: Mapping[str, Any]) -> object:
    """The value in the body. Raises Problem: 400 for what is not JSON, 413 for too long, 415 for another type."""
    raw = _bytes_of(event)
    if raw:
        _check_type(event)
    if len(raw) > LONGEST:
        raise Problem(BODY_TOO_LARGE, detail=f"the body has {len(raw)} bytes, and {LONGEST} are allowed")
    try:
        return json.loads(raw.decode(), object_pairs_hook=_no_key_twice, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise _not_json(f"must be UTF-8: byte {error.start} is not") from error
    except RecursionError:
        raise _not_json("must not be nested so deeply") from None
    except (json.JSONDecodeError, _RefusedError) as error:
        raise _not_json(f"must be JSON: {error}") from error
    except ValueError as error:  # what `int` says to thousands of digits
        raise _not_json("must not have a number of thousands of digits") from error


class _RefusedError(ValueError):
    """What `json` would take and JSON does not."""


def _check_type(event: Mapping[str, Any]) -> None:
    """Parameters do not matter: JSON has none, and a charset cannot change what it is written in."""
    given = str((event.get("headers") or {}).get("content-type", ""))
    if given.partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise Problem(
            UNSUPPORTED_MEDIA_TYPE,
            detail=f"Content-Type must be {CONTENT_TYPE}, not {shown(given) or 'left out'}",
            headers={"Accept": CONTENT_TYPE},
        )


def _bytes_of(event: Mapping[str, Any]) -> bytes:
    """The body's bytes. API Gateway hands them over in base64, unless the content type says text."""
    body = event.get("body") or ""
    try:
        return b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError as error:  # no base64, or half a surrogate pair
        raise _not_json("must be UTF-8") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    twice = next(key for key in keys if keys.count(key) > 1)
    raise _RefusedError(f"the key {twice[:64]!r} is there twice")


def _no_constant(name: str) -> NoReturn:
    raise _RefusedError(f"{name} is not a JSON number")


def _not_json(reason: str) -> Problem:
    return invalid(MALFORMED_BODY, FieldError(field="body", reason=reason))
