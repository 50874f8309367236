"""The routes of what is asked of an order later: cancel it, change it, and see what became of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from lambdas.api import answers, routes
from lambdas.api.body import json_of
from lambdas.api.follow_ups import CANCELLATION, CHANGE, FollowUps, Kind, Standing
from lambdas.api.key import key_of
from lambdas.api.links import links_of
from lambdas.api.prefer import applied
from lambdas.api.request import change_request
from lambdas.api.serving import at, seconds_to_wait
from lambdas.shared.caller import caller_of
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

logger = logger_of("api")
router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


@at(router, routes.CANCEL_ORDER)
def cancel_order(order_id: str) -> Response[str]:
    return _started(CANCELLATION, order_id, {})


@at(router, routes.CHANGE_ORDER)
def change_order(order_id: str) -> Response[str]:
    items = change_request(json_of(router.current_event.raw_event))
    return _started(CHANGE, order_id, {"items": items})


@at(router, routes.SHOW_FOLLOW_UP)
def show_follow_up(order_id: str, follow_up_id: str) -> Response[str]:
    follow_ups, seconds = _follow_ups(), seconds_to_wait(router)
    found = follow_ups.find(order_id, follow_up_id)
    what = found if seconds is None else follow_ups.seen_within(seconds, found)
    return answers.shown(what, headers=applied(seconds))


def _started(kind: Kind, order_id: str, further: Mapping[str, Any]) -> Response[str]:
    event, follow_ups, seconds = router.current_event.raw_event, _follow_ups(), seconds_to_wait(router)
    what = follow_ups.start(kind, order_id, key=key_of(event), further=further)
    logger.info("follow-up started", saga_id=what["id"], order_id=order_id)
    if seconds is not None:
        what = follow_ups.seen_within(seconds, what)
    path = links_of(event, local=router.context["local"]).follow_up(order_id, what["id"])
    if what["status"] == Standing.PENDING:
        return answers.begun(what, path=path, headers=applied(seconds))
    return answers.shown(what, headers={"Location": path, **applied(seconds)})


def _follow_ups() -> FollowUps:
    """Those of whoever sent the request that is being served."""
    orders = router.context["orders"]
    return FollowUps(
        states=orders.states,
        world=orders.world,
        machines=orders.machines,
        caller=caller_of(router.current_event.raw_event),
    )
