"""Problem documents, RFC 9457: every answer of the API that is not a success.

Type, title and status come from the table of problems; what is particular is in `detail` and, for input, in
`errors`: `[{"field", "value", "reason"}]`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from lambdas.shared.errors import SagaError
from lambdas.shared.problems import BUSY, ProblemType

CONTENT_TYPE = "application/problem+json"

_LONGEST_TEXT = 64
MOST_ERRORS = 10

NO_VALUE = object()


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """One thing wrong with a request. `field` is like `items[0].quantity`; `reason` completes "it ...".

    Without a value, because there is none to show, the document has none either: null is a value.
    """

    field: str
    reason: str
    value: object = NO_VALUE

    def as_dict(self) -> dict[str, Any]:
        value = {} if self.value is NO_VALUE else {"value": shown(self.value)}
        return {"field": self.field, **value, "reason": self.reason}


class Problem(SagaError):  # noqa: N818 - RFC 9457 calls it a problem
    """A request answered with a problem document. Who knows the path of what it is about sets `instance`."""

    def __init__(
        self,
        type_: ProblemType,
        *,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
        instance: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.type = type_
        self.detail = detail
        self.errors = errors
        self.instance = instance
        self.headers = dict(headers or {})

    def as_dict(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": self.type.uri,
            "title": self.type.title,
            "status": self.type.status,
            "detail": self.detail,
        }
        if self.instance:
            body["instance"] = self.instance
        if self.errors:
            body["errors"] = [error.as_dict() for error in self.errors]
        return body

    def document(self) -> str:
        """As text, ASCII: a value that is no valid Unicode can be told as well."""
        return json.dumps(self.as_dict())


def invalid(type_: ProblemType, *errors: FieldError) -> Problem:
    """With ten errors at most, the first one in `detail` for those who read no further."""
    first = errors[0]
    return Problem(type_, detail=f"{first.field} {first.reason}", errors=errors[:MOST_ERRORS])


def busy() -> Problem:
    """Nothing is known to be wrong with the request, so the client may send it again."""
    return Problem(
        BUSY,
        detail="the service is busy: send the request again, with the same Idempotency-Key if it had one",
        headers={"Retry-After": "1"},
    )


def made_up(name: str) -> str:
    """A name that a client made up, as it may stand for a field: kept short, and ASCII for the log."""
    return name[:_LONGEST_TEXT].encode("ascii", "backslashreplace").decode()


def shown(value: object) -> object:
    """A value as a document may repeat it: short, and of JSON."""
    if isinstance(value, dict):
        return f"an object with {len(value)} fields"
    if isinstance(value, list):
        return f"an array of {len(value)} values"
    if value is None or isinstance(value, bool):
        return value
    text = str(value)
    if len(text) > _LONGEST_TEXT:
        return text[:_LONGEST_TEXT] + "…"
    return text if value in (inf, -inf) else value
