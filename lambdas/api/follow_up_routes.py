"""The routes of follow-ups: cancel an order, change it, and see what became of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from lambdas.api import answers, routes
from lambdas.api.body import json_of
from lambdas.api.follow_up import CANCELLATION, CHANGE, FollowUp, Kind, asked_for, is_over
from lambdas.api.follow_ups import FollowUps
from lambdas.api.key import key_of
from lambdas.api.links import links_of
from lambdas.api.prefer import applied
from lambdas.api.request import change_request
from lambdas.api.serving import at, seconds_to_wait
from lambdas.shared.caller import caller_of
from lambdas.shared.problem import Problem
from lambdas.shared.problems import NO_SUCH_ORDER
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

logger = logger_of("api")
router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


@at(router, routes.CANCEL_ORDER)
def cancel_order(order_id: str) -> Response[str]:
    return _started(_asked(CANCELLATION, order_id), {})


@at(router, routes.CHANGE_ORDER)
def change_order(order_id: str) -> Response[str]:
    what = _asked(CHANGE, order_id)
    return _started(what, {"items": change_request(json_of(router.current_event.raw_event))})


@at(router, routes.SHOW_FOLLOW_UP)
def show_follow_up(order_id: str, follow_up_id: str) -> Response[str]:
    follow_ups, seconds = _follow_ups(), seconds_to_wait(router)
    what, view = follow_ups.find(order_id, follow_up_id)
    if seconds is not None:
        view = follow_ups.seen_within(seconds, what, first=view)
    return answers.followed(view, over=is_over(view), headers=applied(seconds))


def _asked(kind: Kind, order_id: str) -> FollowUp:
    return asked_for(kind, order_id=order_id, key=key_of(router.current_event.raw_event))


def _started(what: FollowUp, further: Mapping[str, Any]) -> Response[str]:
    follow_ups, seconds = _follow_ups(), seconds_to_wait(router)
    links = links_of(router.current_event.raw_event, local=router.context["local"])
    path = links.follow_up(what.order_id, what.follow_up_id)
    try:
        view = follow_ups.start(what, further=further)
    except Problem as problem:
        if problem.type is not NO_SUCH_ORDER:  # then there is nothing at the path either
            problem.instance = path
        raise
    logger.info("follow-up asked for", saga_id=what.follow_up_id, order_id=what.order_id)
    if seconds is not None:
        view = follow_ups.seen_within(seconds, what, first=view)
    return answers.taken_on(view, path=path, over=is_over(view), headers=applied(seconds))


def _follow_ups() -> FollowUps:
    """Those of whoever sent the request that is being served."""
    orders = router.context["orders"]
    return FollowUps(
        states=orders.states,
        world=orders.world,
        machines=orders.machines,
        caller=caller_of(router.current_event.raw_event),
    )
