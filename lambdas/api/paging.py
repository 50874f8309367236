"""Pages of a list: which one a request asks for, and how the next one is asked for.

A cursor is opaque, and good for the list that it came with only: one caller's orders, or one endpoint's deliveries.
The digits that it begins with tell one that was cut, changed or taken from another list; they keep no secret,
since nobody finds what belongs to another by any cursor.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lambdas.shared.problem import FieldError, invalid, made_up
from lambdas.shared.problems import INVALID_QUERY

DEFAULT = 20
MOST = 100
PARAMETERS = ("limit", "cursor")

_LIMIT = re.compile(r"[1-9][0-9]{0,2}")
_INSIDE = re.compile(r"[0-9a-f]{16} (?P<position>.+)")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """At most `limit` entries of a list, those after a position, or the newest. `of` says which list it is."""

    of: str
    limit: int
    after: str | None

    def query_after(self, last: str) -> str:
        """The query of the page that follows."""
        return urlencode({"limit": self.limit, "cursor": _cursor(last, of=self.of)})


def wanted_of(event: Mapping[str, Any], *, of: str, position: str) -> Wanted:
    """`position` is the pattern of the list's positions. Raises Problem (400), which names each wrong parameter."""
    given = dict(event.get("queryStringParameters") or {})
    limit, after = given.get("limit", str(DEFAULT)), _position(given.get("cursor", ""), of=of)
    errors = [*_unknown(given), *_limit_errors(limit)]
    if "cursor" in given and not (after and re.fullmatch(position, after)):
        reason = "must be one that a page of yours had in `next`, as it was"
        errors.append(FieldError(field="cursor", value=given["cursor"], reason=reason))
    if errors:
        raise invalid(INVALID_QUERY, *errors)
    return Wanted(of=of, limit=int(limit), after=after)


def _unknown(given: Mapping[str, str]) -> Iterator[FieldError]:
    for name in given:
        if name not in PARAMETERS:
            reason = f"is not a parameter here: there are {', '.join(PARAMETERS)}"
            yield FieldError(field=made_up(name), value=given[name], reason=reason)


def _limit_errors(limit: str) -> Iterator[FieldError]:
    if not _LIMIT.fullmatch(limit) or int(limit) > MOST:
        yield FieldError(field="limit", value=limit, reason=f"must be a whole number from 1 to {MOST}")


def _cursor(position: str, *, of: str) -> str:
    check = hashlib.sha256(f"{of} {position}".encode()).hexdigest()[:16]
    return urlsafe_b64encode(f"{check} {position}".encode()).decode().rstrip("=")


def _position(cursor: str, *, of: str) -> str | None:
    """What the cursor stands for, if it is what would be given for that."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return None
    inside = _INSIDE.fullmatch(text)
    return inside["position"] if inside and _cursor(inside["position"], of=of) == cursor else None
