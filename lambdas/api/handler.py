"""The Lambda function, and the routes of orders: each takes its parts from the event, asks Orders, and answers.

Those of follow-ups, approvals, endpoints and deliveries are in modules of their own.
"""

from __future__ import annotations

import json
import os
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from lambdas.api import answers, approval_routes, delivery_routes, endpoint_routes, follow_up_routes, routes
from lambdas.api.body import json_of
from lambdas.api.identity import order_id_of
from lambdas.api.key import key_of
from lambdas.api.links import links_of
from lambdas.api.listing import POSITION
from lambdas.api.orders import Orders
from lambdas.api.paging import wanted_of
from lambdas.api.prefer import applied
from lambdas.api.refusing import refuses_with_problems
from lambdas.api.request import order_request
from lambdas.api.serving import at, seconds_to_wait
from lambdas.api.ticket import ticket_for
from lambdas.api.webhooks import Webhooks
from lambdas.endpoints.lanes import Lanes, lanes_from_environment
from lambdas.endpoints.secret import KeyService
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.caller import caller_of
from lambdas.shared.problem import Problem
from lambdas.shared.problems import INVALID_ORDER, NO_SUCH_ORDER
from lambdas.shared.socket_api import SocketApi
from lambdas.shared.telemetry import count, logger_of
from lambdas.shared.tickets import Tickets
from lambdas.shared.view import from_input, is_decided

APPROVER_SCOPE = "approve"
"""If no other is configured."""

logger = logger_of("api")
app = APIGatewayHttpResolver()
refuses_with_problems(app)
for served in (
    follow_up_routes.router,
    approval_routes.router,
    endpoint_routes.router,
    delivery_routes.router,
):
    app.include_router(served)


def handle(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The Lambda function, for HTTP API events of payload format 2.0."""
    world = worlds.current()
    orders = Orders(
        states=clients.client("stepfunctions"),
        world=world,
        machines=json.loads(os.environ["SAGA_MACHINES"]),
    )
    return respond(
        event,
        context,
        orders=orders,
        webhooks=Webhooks(world=world, keys=_keys, lanes=_lanes),
        local=os.environ.get("STAGE") == "local",
        longest_wait=int(os.environ.get("LONGEST_WAIT", "0")),
        sockets=SocketApi.at(os.environ["SOCKETS_URL"]),
        approver_scope=os.environ.get("APPROVER_SCOPE", APPROVER_SCOPE),
    )


def respond(  # noqa: PLR0913 - all by keyword
    event: dict[str, Any],
    context: object,
    *,
    orders: Orders,
    webhooks: Webhooks,
    local: bool,
    sockets: SocketApi,
    longest_wait: int = 0,
    approver_scope: str = APPROVER_SCOPE,
) -> dict[str, Any]:
    """`longest_wait` is in seconds; 0 is for no waiting. `approver_scope` is what tokens of approvers have."""
    app.append_context(  # type: ignore[no-untyped-call]
        orders=orders,
        webhooks=webhooks,
        local=local,
        sockets=sockets,
        longest_wait=longest_wait,
        approver_scope=approver_scope,
    )
    answer = app.resolve(event, context)  # type: ignore[arg-type]
    _count(answer["statusCode"])
    return answer


@at(app, routes.PLACE_ORDER)
def place_order() -> Response[str]:
    event, orders, local = app.current_event.raw_event, app.context["orders"], app.context["local"]
    caller, links = caller_of(event), links_of(event, local=local)
    order_id = order_id_of(caller=caller, key=key_of(event))
    request = order_request(json_of(event), local=local)
    path = links.order(order_id)
    try:
        orders.place(request, order_id=order_id, caller=caller)
    except Problem as problem:
        if problem.type is not INVALID_ORDER:  # then there is no such order
            problem.instance = path
        raise
    logger.info("order placed", saga_id=order_id)
    seconds, pending = seconds_to_wait(app), from_input(order_id, request.as_dict())
    order = pending if seconds is None else orders.seen_within(seconds, orders.seen(order_id) or pending)
    if is_decided(order):
        return answers.outcome(order, path=path, headers=applied(seconds))
    return answers.accepted(order_id, path=path, url=links.url(path), headers=applied(seconds))


@at(app, routes.LIST_ORDERS)
def list_orders() -> Response[str]:
    event, orders, local = app.current_event.raw_event, app.context["orders"], app.context["local"]
    wanted = wanted_of(event, of=caller_of(event), position=POSITION)
    found = orders.page(wanted)
    following = links_of(event, local=local).orders(wanted.query_after(found.last)) if found.last else None
    return answers.page("orders", found.orders, following=following)


@at(app, routes.SHOW_ORDER)
def show_order(order_id: str) -> Response[str]:
    event, orders = app.current_event.raw_event, app.context["orders"]
    found = orders.find(order_id, caller=caller_of(event))
    if found is None:
        raise Problem(NO_SUCH_ORDER, detail=f"there is no order {order_id[:64]}")
    seconds = seconds_to_wait(app)
    order = found if seconds is None else orders.seen_within(seconds, found)
    return answers.representation(order, event=event, headers=applied(seconds))


@at(app, routes.ISSUE_TICKET)
def issue_ticket() -> Response[str]:
    event, world = app.current_event.raw_event, app.context["orders"].world
    api, local = app.context["sockets"], app.context["local"]
    tickets = Tickets(world=world)
    return answers.issued(ticket_for(caller_of(event), tickets=tickets, api=api, event=event, local=local))


def _keys() -> KeyService:
    return KeyService(kms=clients.client("kms"), key_id=os.environ["WEBHOOKS_KEY"])


def _lanes() -> Lanes:
    return lanes_from_environment(sqs=clients.client("sqs"), logger=logger)


def _count(status: int) -> None:
    outcomes = {2: "RequestsAnswered", 3: "RequestsAnswered", 4: "RequestsRefused"}
    count(outcomes.get(status // 100, "RequestsFailed"), service="api")
