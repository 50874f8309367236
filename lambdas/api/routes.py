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


_WITH_A_BODY = (problems.MALFORMED_BODY, problems.BODY_TOO_LARGE, problems.UNSUPPORTED_MEDIA_TYPE)
_TOLD = (problems.NO_SUCH_ENDPOINT, problems.ENDPOINT_DISABLED)
"""Of those that have an endpoint told something."""

PLACE_ORDER = Route(
    method="POST",
    path="/orders",
    operation="placeOrder",
    problems=(
        *_WITH_A_BODY,
        problems.INVALID_ORDER,
        problems.IDEMPOTENCY_KEY_MISSING,
        problems.INVALID_IDEMPOTENCY_KEY,
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
CANCEL_ORDER = Route(
    method="POST",
    path="/orders/{order_id}/cancel",
    operation="cancelOrder",
    problems=(
        problems.NO_SUCH_ORDER,
        problems.IDEMPOTENCY_KEY_MISSING,
        problems.INVALID_IDEMPOTENCY_KEY,
        problems.IDEMPOTENCY_KEY_REUSED,
    ),
)
CHANGE_ORDER = Route(
    method="POST",
    path="/orders/{order_id}/change",
    operation="changeOrder",
    problems=(
        *_WITH_A_BODY,
        problems.INVALID_CHANGE,
        problems.NO_SUCH_ORDER,
        problems.IDEMPOTENCY_KEY_MISSING,
        problems.INVALID_IDEMPOTENCY_KEY,
        problems.IDEMPOTENCY_KEY_REUSED,
    ),
)
SHOW_FOLLOW_UP = Route(
    method="GET",
    path="/orders/{order_id}/follow-ups/{follow_up_id}",
    operation="showFollowUp",
    problems=(problems.NO_SUCH_FOLLOW_UP,),
)
_ANSWERING = (
    *_WITH_A_BODY,
    problems.INVALID_ANSWER,
    problems.NOT_AN_APPROVER,
    problems.OWN_ORDER,
    problems.NO_SUCH_APPROVAL,
    problems.ANSWERED_OTHERWISE,
    problems.NO_LONGER_ASKED,
)
SHOW_APPROVAL = Route(
    method="GET",
    path="/approvals/{order_id}",
    operation="showApproval",
    problems=(problems.NOT_AN_APPROVER, problems.NO_SUCH_APPROVAL),
)
APPROVE_ORDER = Route(
    method="POST", path="/approvals/{order_id}/approve", operation="approveOrder", problems=_ANSWERING
)
REJECT_ORDER = Route(
    method="POST", path="/approvals/{order_id}/reject", operation="rejectOrder", problems=_ANSWERING
)
ISSUE_TICKET = Route(method="POST", path="/tickets", operation="issueTicket", problems=())

REGISTER_ENDPOINT = Route(
    method="POST",
    path="/endpoints",
    operation="registerEndpoint",
    problems=(
        *_WITH_A_BODY,
        problems.INVALID_ENDPOINT,
        problems.ENDPOINT_EXISTS,
        problems.TOO_MANY_ENDPOINTS,
    ),
)
LIST_ENDPOINTS = Route(method="GET", path="/endpoints", operation="listEndpoints", problems=())
SHOW_ENDPOINT = Route(
    method="GET",
    path="/endpoints/{endpoint_id}",
    operation="showEndpoint",
    problems=(problems.NO_SUCH_ENDPOINT,),
)
DELETE_ENDPOINT = Route(
    method="DELETE",
    path="/endpoints/{endpoint_id}",
    operation="deleteEndpoint",
    problems=(problems.NO_SUCH_ENDPOINT,),
)
ROTATE_SECRET = Route(
    method="POST",
    path="/endpoints/{endpoint_id}/rotate",
    operation="rotateSecret",
    problems=(problems.NO_SUCH_ENDPOINT, problems.TOO_MANY_SECRETS),
)
DISABLE_ENDPOINT = Route(
    method="POST",
    path="/endpoints/{endpoint_id}/disable",
    operation="disableEndpoint",
    problems=(problems.NO_SUCH_ENDPOINT,),
)
ENABLE_ENDPOINT = Route(
    method="POST",
    path="/endpoints/{endpoint_id}/enable",
    operation="enableEndpoint",
    problems=(problems.NO_SUCH_ENDPOINT,),
)

TEST_ENDPOINT = Route(
    method="POST", path="/endpoints/{endpoint_id}/test", operation="testEndpoint", problems=_TOLD
)
REPLAY_DELIVERIES = Route(
    method="POST",
    path="/endpoints/{endpoint_id}/replay",
    operation="replayDeliveries",
    problems=(*_WITH_A_BODY, problems.INVALID_REPLAY, *_TOLD),
)
LIST_DELIVERIES = Route(
    method="GET",
    path="/endpoints/{endpoint_id}/deliveries",
    operation="listDeliveries",
    problems=(problems.NO_SUCH_ENDPOINT, problems.INVALID_QUERY),
)
SHOW_DELIVERY = Route(
    method="GET",
    path="/endpoints/{endpoint_id}/deliveries/{delivery_id}",
    operation="showDelivery",
    problems=(problems.NO_SUCH_ENDPOINT, problems.NO_SUCH_DELIVERY),
)
REPLAY_DELIVERY = Route(
    method="POST",
    path="/endpoints/{endpoint_id}/deliveries/{delivery_id}/replay",
    operation="replayDelivery",
    problems=(*_TOLD, problems.NO_SUCH_DELIVERY),
)

ROUTES = (
    PLACE_ORDER,
    LIST_ORDERS,
    SHOW_ORDER,
    CANCEL_ORDER,
    CHANGE_ORDER,
    SHOW_FOLLOW_UP,
    SHOW_APPROVAL,
    APPROVE_ORDER,
    REJECT_ORDER,
    ISSUE_TICKET,
    REGISTER_ENDPOINT,
    LIST_ENDPOINTS,
    SHOW_ENDPOINT,
    DELETE_ENDPOINT,
    ROTATE_SECRET,
    DISABLE_ENDPOINT,
    ENABLE_ENDPOINT,
    TEST_ENDPOINT,
    REPLAY_DELIVERIES,
    LIST_DELIVERIES,
    SHOW_DELIVERY,
    REPLAY_DELIVERY,
)

EVERYWHERE = (problems.INTERNAL_ERROR, problems.BUSY)
ELSEWHERE = (problems.NO_SUCH_PATH, problems.METHOD_NOT_ALLOWED)
"""What is answered where no route is."""


def methods_at(path: str) -> tuple[str, ...]:
    return tuple(method for route in ROUTES if route.is_at(path) for method in route.methods)
