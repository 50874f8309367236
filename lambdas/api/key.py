"""The Idempotency-Key of a request, as the IETF's draft says: required, and a string of a structured field.

The draft's string has quotes around it, most clients leave them out: both are the same key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lambdas.shared.problem import FieldError, invalid
from lambdas.shared.problems import IDEMPOTENCY_KEY_MISSING, INVALID_IDEMPOTENCY_KEY

NAME = "Idempotency-Key"
LONGEST = 255

PATTERN = rf'^("?)[!#-+\x2d-\x5b\x5d-~]{{1,{LONGEST}}}\1$'
"""Visible ASCII without quote, comma and backslash: what two headers of that name become has a comma."""

_KEY = re.compile(PATTERN.removesuffix("$") + r"\Z")


def key_of(event: Mapping[str, Any]) -> str:
    """Raises Problem (400) when there is none, or one that cannot be a key."""
    given = (event.get("headers") or {}).get(NAME.lower())
    if given is None:
        raise invalid(IDEMPOTENCY_KEY_MISSING, FieldError(field=NAME, reason="is missing"))
    if not _KEY.match(given):
        reason = f"must have 1 to {LONGEST} visible ASCII characters, no quote, comma or backslash among them"
        raise invalid(INVALID_IDEMPOTENCY_KEY, FieldError(field=NAME, value=given, reason=reason))
    return str(given).strip('"')
