"""The page of problems, for people: what each means and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from lambdas.api.routes import ELSEWHERE, ROUTES
from lambdas.shared.problem import CONTENT_TYPE
from lambdas.shared.problems import ON_SOCKETS, PROBLEMS, ProblemType
from ops.openapi.refusals import problems_of

_HEAD = (
    "# Problems\n\n"
    "Written by `make generate` from `lambdas/shared/problems.py`.\n\n"
    "Every error of the API is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), "
    f"`{CONTENT_TYPE}`): `type`, `title`, `status` and `detail`; `errors` where fields are wrong, each with "
    "`field`, `reason` and, shortened, the `value` that was sent; `instance` where it is about one order, approval or "
    "endpoint. "
    "`type` is `urn:saga:problem:` and one of these. Tell problems apart by it: it never changes.\n\n"
    "| type | status | what it means | what to do | where |\n"
    "|---|---|---|---|---|\n"
)
_TAIL = (
    "\nAPI Gateway answers some requests before they come to the API, in `application/json` with a `message` "
    "and nothing else: 403 for one that is not signed or may not be made, 401 for a token that is missing or "
    "wrong, 429 for more than the stage admits, 413 for megabytes, 500 or 503 when the function did not answer "
    "in time. After 429, 500 and 503, wait and send the request again, an order with the same Idempotency-Key.\n"
)


def page() -> str:
    return _HEAD + "".join(map(_row, PROBLEMS)) + _TAIL


def _row(problem: ProblemType) -> str:
    where = ", ".join(_where(problem))
    return f"| `{problem.slug}` | {problem.status} | {problem.title} | {problem.advice} | {where} |\n"


def _where(problem: ProblemType) -> Iterator[str]:
    if problem in ELSEWHERE:
        yield "any other path or method"
    else:
        yield from (f"`{route.key}`" for route in ROUTES if problem in problems_of(route))
    if problem in ON_SOCKETS:
        yield "WebSocket"
