"""Entity tags, RFC 9110: a representation that the client has already is not sent again.

The tag is strong, a hash over the very bytes: it says nothing but that they are the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,(?:[ \t]*{_TAG})?)*[ \t]*")


def etag_of(body: str) -> str:
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def has_already(event: Mapping[str, Any], etag: str) -> bool:
    """Whether If-None-Match names the tag, by weak comparison, or any (`*`). One that is malformed names none."""
    given = _header(event, "if-none-match")
    return given == "*" or etag in (tag.removeprefix("W/") for tag in _tags(given))


def is_wanted(event: Mapping[str, Any], etag: str) -> bool:
    """Whether If-Match names the tag, by strong comparison, or any (`*`), or is not there."""
    given = _header(event, "if-match")
    return given in ("", "*") or etag in _tags(given)


def _header(event: Mapping[str, Any], name: str) -> str:
    return str((event.get("headers") or {}).get(name, "")).strip(" \t")


def _tags(given: str) -> list[str]:
    return re.findall(_TAG, given) if _LIST.fullmatch(given) else []
