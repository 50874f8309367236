"""Pages of a list: which one a request asks for, and how the next one is asked for.

A cursor is opaque, and good for its caller only. The digits that it begins with tell one that was cut, changed
or taken from somebody else; they keep no secret, since nobody finds an order of another by any cursor.
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
_INSIDE = re.compile(r"[0-9a-f]{16} (?P<created_at>[0-9T:.+-]{1,32}) (?P<order_id>o-[0-9a-f]{32})")


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a page ended: at the order with this time of creation and this id."""

    created_at: str
    order_id: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """At most `limit` orders, those after a position, or the newest."""

    caller: str
    limit: int
    after: Position | None

    def query_after(self, last: Position) -> str:
        """The query of the page that follows."""
        return urlencode({"limit": self.limit, "cursor": _cursor(last, caller=self.caller)})


def wanted_of(event: Mapping[str, Any], *, caller: str) -> Wanted:
    """Raises Problem (400), which names each parameter that is wrong."""
    given = dict(event.get("queryStringParameters") or {})
    limit, after = given.get("limit", str(DEFAULT)), _position(given.get("cursor", ""), caller=caller)
    errors = [*_unknown(given), *_limit_errors(limit)]
    if "cursor" in given and not after:
        reason = "must be one that a page of yours had in `next`, as it was"
        errors.append(FieldError(field="cursor", value=given["cursor"], reason=reason))
    if errors:
        raise invalid(INVALID_QUERY, *errors)
    return Wanted(caller=caller, limit=int(limit), after=after)


def _unknown(given: Mapping[str, str]) -> Iterator[FieldError]:
    for name in given:
        if name not in PARAMETERS:
            reason = f"is not a parameter here: there are {', '.join(PARAMETERS)}"
            yield FieldError(field=made_up(name), value=given[name], reason=reason)


def _limit_errors(limit: str) -> Iterator[FieldError]:
    if not _LIMIT.fullmatch(limit) or int(limit) > MOST:
        yield FieldError(field="limit", value=limit, reason=f"must be a whole number from 1 to {MOST}")


def _cursor(position: Position, *, caller: str) -> str:
    where = f"{position.created_at} {position.order_id}"
    check = hashlib.sha256(f"{caller} {where}".encode()).hexdigest()[:16]
    return urlsafe_b64encode(f"{check} {where}".encode()).decode().rstrip("=")


def _position(cursor: str, *, caller: str) -> Position | None:
    """What the cursor stands for, if it is what would be given for that."""
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return None
    inside = _INSIDE.fullmatch(text)
    position = Position(**inside.groupdict()) if inside else None
    return position if position and _cursor(position, caller=caller) == cursor else None
