"""The preference `wait`, RFC 7240: how many seconds a client would rather wait than ask again.

A preference that cannot be understood is ignored, as the RFC wants it; of one given twice, the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HEADER = "prefer"
APPLIED = "Preference-Applied"

_BARE = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_WORD = rf'(?:{_BARE}|"(?:[^"\\]|\\.)*")'
_PREFERENCE = re.compile(
    rf"[ \t,]*(?P<name>{_BARE})(?:[ \t]*=[ \t]*(?P<value>{_WORD}))?"
    rf"(?:[ \t]*;(?:[ \t]*{_BARE}(?:[ \t]*=[ \t]*{_WORD})?)?)*[ \t]*(?:,|\Z)"
)
_SECONDS = re.compile(r"[0-9]{1,9}")


def wait_of(event: Mapping[str, Any]) -> int | None:
    """The seconds in `Prefer: wait=N`, or None. What comes after something that is no preference is not read."""
    header, position = str((event.get("headers") or {}).get(HEADER, "")), 0
    while found := _PREFERENCE.match(header, position):
        if found["name"].lower() == "wait":
            value = found["value"] or ""
            return int(value) if _SECONDS.fullmatch(value) else None
        position = found.end()
    return None


def applied(seconds: float | None) -> dict[str, str]:
    """The header that says which preference was followed, if one was, to the second: it knows no parts of one."""
    return {} if seconds is None else {APPLIED: f"wait={round(seconds)}"}
