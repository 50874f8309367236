"""The routes of approvers: what a person is asked about an order, and their yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from lambdas.api import answers, routes, shapes
from lambdas.api.approvals import Approvals
from lambdas.api.approver import Approver, approver_of
from lambdas.api.body import json_of
from lambdas.api.links import links_of
from lambdas.api.serving import at
from lambdas.api.texts import text_errors
from lambdas.shared.approval import Answer, ApprovalStatus
from lambdas.shared.problem import Problem, invalid
from lambdas.shared.problems import ANSWERED_OTHERWISE, INVALID_ANSWER, NO_LONGER_ASKED
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.event_handler import Response

    from lambdas.api.routes import Route

logger = logger_of("api")
router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]

_THERE_TO_SEE = (ANSWERED_OTHERWISE, NO_LONGER_ASKED)


@at(router, routes.SHOW_APPROVAL)
def show_approval(order_id: str) -> Response[str]:
    _approver(routes.SHOW_APPROVAL)
    return answers.shown(_approvals().find(order_id))


@at(router, routes.APPROVE_ORDER)
def approve_order(order_id: str) -> Response[str]:
    return _answered(routes.APPROVE_ORDER, ApprovalStatus.APPROVED, order_id)


@at(router, routes.REJECT_ORDER)
def reject_order(order_id: str) -> Response[str]:
    return _answered(routes.REJECT_ORDER, ApprovalStatus.REFUSED, order_id)


def _answered(route: Route, status: ApprovalStatus, order_id: str) -> Response[str]:
    event, approver = router.current_event.raw_event, _approver(route)
    given = Answer(status=status, by=approver.name, reason=_reason(event))
    try:
        view = _approvals().answer(order_id, given, approver=approver)
    except Problem as problem:
        if problem.type in _THERE_TO_SEE:
            problem.instance = links_of(event, local=router.context["local"]).approval(order_id)
        raise
    logger.info("answered for", saga_id=order_id, status=status.value, by=approver.name)
    return answers.shown(view)


def _reason(event: Mapping[str, Any]) -> str | None:
    """An answer without a body has none."""
    if not event.get("body"):
        return None
    reason: str | None = shapes.ANSWER.of(json_of(event)).get("reason")
    errors = [*text_errors("reason", reason or "")]
    if errors:
        raise invalid(INVALID_ANSWER, *errors)
    return reason


def _approver(route: Route) -> Approver:
    context: Mapping[str, Any] = router.context
    event = router.current_event.raw_event
    return approver_of(event, route=route, scope=context["approver_scope"], local=context["local"])


def _approvals() -> Approvals:
    return Approvals(world=router.context["orders"].world)
