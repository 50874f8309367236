"""Entity tags, RFC 9110: a representation that the client has already is not sent again.

The tag is strong, a hash over the very bytes: it says nothing but that they are the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

HEADER = "if-none-match"

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_LIST = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,(?:[ \t]*{_TAG})?)*[ \t]*")


def etag_of(body: str) -> str:
    return f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'


def has_already(event: Mapping[str, Any], etag: str) -> bool:
    """Whether If-None-Match names the tag, by weak comparison, or any (`*`). One that is malformed names none."""
    given = str((event.get("headers") or {}).get(HEADER, "")).strip(" \t")
    if given == "*":
        return True
    if not _LIST.fullmatch(given):
        return False
    return etag in (tag.removeprefix("W/") for tag in re.findall(_TAG, given))
