"""The routes there are: one table, from which the handler serves and the API's description is made.

API Gateway has the same ones, which a test holds; all else that is asked for ends in its default route, and so
in the handler too, which answers with a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lambdas.shared import problems
from lambdas.shared.problems import ProblemType


@dataclass(frozen=True, kw_only=True)
class Route:
    """`path` is like `/orders/{order_id}`. `problems` are its own, beside those of EVERYWHERE."""

    method: str
    path: str
    operation: str
    problems: tuple[ProblemType, ...]

    @property
    def key(self) -> str:
        """As API Gateway calls the route."""
        return f"{self.method} {self.path}"

    @property
    def methods(self) -> tuple[str, ...]:
        """GET comes with HEAD, as RFC 9110 wants it: the same answer, whose body the gateway keeps back."""
        return ("GET", "HEAD") if self.method == "GET" else (self.method,)

    @property
    def rule(self) -> str:
        r"""As the resolver wants the path. It ends the pattern with `$`, which alone would let a line feed follow."""
        return self.path.replace("{", "<").replace("}", ">") + r"\Z"

    def is_at(self, path: str) -> bool:
        return re.fullmatch(re.sub(r"{\w+}", "[^/]+", self.path), path) is not None


PLACE_ORDER = Route(
    method="POST",
    path="/orders",
    operation="placeOrder",
    problems=(
        problems.MALFORMED_BODY,
        problems.INVALID_ORDER,
        problems.IDEMPOTENCY_KEY_MISSING,
        problems.INVALID_IDEMPOTENCY_KEY,
        problems.BODY_TOO_LARGE,
        problems.UNSUPPORTED_MEDIA_TYPE,
        problems.IDEMPOTENCY_KEY_REUSED,
    ),
)
LIST_ORDERS = Route(
    method="GET",
    path="/orders",
    operation="listOrders",
    problems=(problems.INVALID_QUERY,),
)
SHOW_ORDER = Route(
    method="GET",
    path="/orders/{order_id}",
    operation="showOrder",
    problems=(problems.NO_SUCH_ORDER, problems.PRECONDITION_FAILED),
)
ISSUE_TICKET = Route(method="POST", path="/tickets", operation="issueTicket", problems=())

ROUTES = (PLACE_ORDER, LIST_ORDERS, SHOW_ORDER, ISSUE_TICKET)

EVERYWHERE = (problems.INTERNAL_ERROR, problems.BUSY)
ELSEWHERE = (problems.NO_SUCH_PATH, problems.METHOD_NOT_ALLOWED)
"""What is answered where no route is."""


def methods_at(path: str) -> tuple[str, ...]:
    return tuple(method for route in ROUTES if route.is_at(path) for method in route.methods)
