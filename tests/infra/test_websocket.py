"""The WebSocket API: its routes end at one function, messages are limited, functions know where it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cdk import websocket
from lambdas.shared import tickets
from tests.infra.resources import Resources, target

ROUTES = {"$connect", "$disconnect", "$default"}


def test_every_message_comes_to_the_function_that_converses(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.sockets.handler.converse"]
    routes = {route.properties["RouteKey"]: route.properties for route in dev.websocket("Route")}
    (integration,) = dev.websocket("Integration")
    assert set(routes) == ROUTES
    assert {_id_in(route["Target"]) for route in routes.values()} == {integration.id}
    assert f'"{function.id}"' in json.dumps(integration.properties["IntegrationUri"])


def test_every_route_may_invoke_it(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.sockets.handler.converse"]
    sources = [
        json.dumps(each.properties["SourceArn"])
        for each in dev.of_type("Lambda::Permission")
        if target(each.properties["FunctionName"]) == f"{function.id}.Arn"
    ]
    assert {route for route in ROUTES for source in sources if f'"/*{route}"' in source} == ROUTES


def test_messages_are_limited(dev: Resources) -> None:
    (stage,) = dev.websocket("Stage")
    limits = stage.properties["DefaultRouteSettings"]
    assert limits == {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}


def test_no_role_in_the_settings_of_the_whole_account_is_needed(dev: Resources) -> None:
    (stage,) = dev.websocket("Stage")
    assert "AccessLogSettings" not in stage.properties
    assert "AWS::ApiGateway::Account" not in {each.body["Type"] for each in dev}


@pytest.mark.parametrize(
    "handler",
    ["lambdas.api.handler.handle", "lambdas.sockets.handler.converse", "lambdas.sockets.delivery.push"],
)
def test_whoever_has_to_do_with_sockets_knows_where_they_are(dev: Resources, handler: str) -> None:
    (function,) = dev.functions()[handler]
    (api,) = dev.websocket("Api")
    (stage,) = dev.websocket("Stage")
    variables = function.properties["Environment"]["Variables"]
    assert target(variables["SOCKETS_TABLE"]) == dev.table("sockets")
    assert target(variables["ORDERS_TABLE"]) == dev.table("orders")
    assert variables["SOCKETS_URL"]["Fn::Join"][1] == [
        "wss://",
        {"Ref": api.id},
        ".execute-api.",
        {"Ref": "AWS::Region"},
        ".",
        {"Ref": "AWS::URLSuffix"},
        f"/{stage.properties['StageName']}",
    ]


def test_the_right_to_write_tickets_is_to_those_that_are_written() -> None:
    assert websocket.TICKETS == tickets.PREFIX


def _id_in(joined: Any) -> str:
    """Of a Join like `integrations/<id>`."""
    return target(joined["Fn::Join"][1][1])
