"""The routes. Each takes its parts from the event, asks Orders, and answers in JSON or with a problem."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from lambdas.api.body import json_of
from lambdas.api.identity import is_order_id, order_id_of
from lambdas.api.links import links_of
from lambdas.api.orders import Orders
from lambdas.api.problem import CONTENT_TYPE, Problem
from lambdas.api.request import order_request
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.telemetry import count, logger_of
from lambdas.shared.view import PENDING

logger = logger_of("api")
app = APIGatewayHttpResolver()

_AGAIN_SOON = {"Retry-After": "1"}
_METHODS = {re.compile("/orders"): "POST", re.compile("/orders/[^/]+"): "GET"}


def handle(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The Lambda function, for HTTP API events of payload format 2.0."""
    orders = Orders(
        states=clients.client("stepfunctions"),
        world=worlds.current(),
        state_machine_arn=os.environ["STATE_MACHINE_ARN"],
    )
    return respond(event, context, orders=orders, local=os.environ.get("STAGE") == "local")


def respond(event: dict[str, Any], context: object, *, orders: Orders, local: bool) -> dict[str, Any]:
    app.append_context(orders=orders, local=local)  # type: ignore[no-untyped-call]
    answer = app.resolve(event, context)  # type: ignore[arg-type]
    _count(answer["statusCode"])
    return answer


@app.post("/orders")
def place_order() -> Response[str]:
    event, orders, local = app.current_event.raw_event, app.context["orders"], app.context["local"]
    request = order_request(json_of(event), local=local)
    order_id = order_id_of(event, fresh=orders.fresh)
    links = links_of(event, local=local)
    try:
        orders.place(request, order_id=order_id)
    except Problem as problem:
        problem.instance = links.path(order_id)
        raise
    logger.info("order placed", saga_id=order_id)
    body = {"order_id": order_id, "status": PENDING, "status_url": links.url(order_id)}
    return _json(202, body, headers={"Location": links.path(order_id), **_AGAIN_SOON})


@app.get("/orders/<order_id>")
def show_order(order_id: str) -> Response[str]:
    order = app.context["orders"].find(order_id) if is_order_id(order_id) else None
    if order is None:
        raise Problem(status=404, detail=f"there is no order {order_id[:64]}")
    return _json(200, order, headers=_AGAIN_SOON if order["status"] == PENDING else {})


def _refusal(problem: Problem) -> Response[str]:
    logger.info("refused", status=problem.status, detail=problem.detail)
    return Response(
        status_code=problem.status,
        content_type=CONTENT_TYPE,
        body=problem.document(),
        headers={"Cache-Control": "no-store", **problem.headers},
    )


@app.not_found
def _no_route(_error: Exception) -> Response[str]:
    path = app.current_event.path
    for pattern, method in _METHODS.items():
        if pattern.fullmatch(path):
            detail = f"{path[:64]} takes {method} only"
            return _refusal(Problem(status=405, detail=detail, headers={"Allow": method}))
    return _refusal(Problem(status=404, detail="there is nothing at this path: orders are at /orders"))


def _defect(error: Exception) -> Response[str]:
    logger.error("failed", exc_info=error)
    return _refusal(
        Problem(status=500, detail="something is wrong here, not with the request; it was logged")
    )


app.exception_handler(Problem)(_refusal)
app.exception_handler(Exception)(_defect)


def _json(status: int, body: Mapping[str, Any], *, headers: Mapping[str, str]) -> Response[str]:
    return Response(
        status_code=status,
        content_type="application/json",
        body=json.dumps(body),
        headers={"Cache-Control": "no-store", **headers},
    )


def _count(status: int) -> None:
    count({2: "RequestsAnswered", 4: "RequestsRefused"}.get(status // 100, "RequestsFailed"), service="api")
