"""The way in: the routes, signed callers, a limit, and the outputs that others read."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.api import waiting
from lambdas.api.routes import ROUTES
from lambdas.shared import owned, problems
from tests.infra.resources import Resources, target

_OUTPUTS = {
    "ApiUrl",
    "ApprovalsTable",
    "CancelOrderMachineArn",
    "CancelOrderRecoveryMachineArn",
    "ChangeOrderMachineArn",
    "ChangeOrderRecoveryMachineArn",
    "CreateOrderMachineArn",
    "CreateOrderRecoveryMachineArn",
    "CustomersTable",
    "EventBusName",
    "InventoryTable",
    "OrdersTable",
    "PaymentsTable",
    "PlaceTogetherMachineArn",
    "PlaceTogetherRecoveryMachineArn",
    "RecoveryDecideFunction",
    "RecoveryMachineArn",
    "RecoveryRecoverFunction",
    "RecoveryTable",
    "SocketsTable",
    "StateMachineArn",
    "WebhooksTable",
}


def test_every_route_wants_a_signed_caller_and_no_path_is_left_to_the_gateway(dev: Resources) -> None:
    routes = {route.properties["RouteKey"]: route.properties for route in dev.http("Route")}
    assert set(routes) == {*(route.key for route in ROUTES), "$default"}
    assert {route["AuthorizationType"] for route in routes.values()} == {"AWS_IAM"}


def test_where_an_issuer_is_set_every_route_wants_a_token_of_it(tokens: Resources) -> None:
    (authorizer,) = tokens.http("Authorizer")
    routes = [route.properties for route in tokens.http("Route")]
    assert len(routes) == len(ROUTES) + 1
    assert {route["AuthorizationType"] for route in routes} == {"JWT"}
    assert {target(route["AuthorizerId"]) for route in routes} == {authorizer.id}
    assert authorizer.properties["IdentitySource"] == ["$request.header.Authorization"]
    assert authorizer.properties["JwtConfiguration"] == {
        "Issuer": "https://id.shop.example/",
        "Audience": ["shop", "till"],
    }


def test_tokens_of_approvers_need_a_scope_for_what_they_do_and_no_other_token_needs_one(
    tokens: Resources, dev: Resources
) -> None:
    approvers = {route.key for route in ROUTES if problems.NOT_AN_APPROVER in route.problems}
    scopes = {
        route.properties["RouteKey"]: route.properties.get("AuthorizationScopes")
        for route in tokens.http("Route")
    }
    assert len(approvers) == 3
    assert scopes == {key: ["orders/approve"] if key in approvers else None for key in scopes}
    assert not [each for each in dev.http("Route") if "AuthorizationScopes" in each.properties]


def test_the_local_cloud_is_open_to_plain_curl(local: Resources) -> None:
    assert {route.properties["AuthorizationType"] for route in local.http("Route")} == {"NONE"}


def test_every_route_ends_at_the_api_s_function(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.api.handler.handle"]
    (integration,) = dev.http("Integration")
    ends = {_joined(route.properties["Target"]) for route in dev.http("Route")}
    assert ends == {f"integrations/{integration.id}"}
    assert target(integration.properties["IntegrationUri"]) == f"{function.id}.Arn"
    assert integration.properties["PayloadFormatVersion"] == "2.0"


def test_requests_are_limited_and_logged(dev: Resources) -> None:
    stage = dev.http("Stage")[0].properties
    assert stage["StageName"] == "$default"
    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}
    assert "$context.requestId" in stage["AccessLogSettings"]["Format"]


def test_the_outputs_are_the_ones_that_others_read(dev: Resources, local: Resources) -> None:
    assert set(dev.template["Outputs"]) == _OUTPUTS
    assert set(local.template["Outputs"]) == _OUTPUTS | {"EventTapUrl"}


def test_the_api_s_address_ends_without_a_slash(dev: Resources) -> None:
    assert target(dev.template["Outputs"]["ApiUrl"]["Value"]) == f"{dev.http('Api')[0].id}.ApiEndpoint"


def test_the_api_knows_its_table_its_sagas_and_its_stage(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.api.handler.handle"]
    variables = function.properties["Environment"]["Variables"]
    assert target(variables["ORDERS_TABLE"]) == dev.table("orders")
    assert dev.by_name(variables["SAGA_MACHINES"]) == {
        "create-order": dev.machine("CreateOrderMachine").id,
        "cancel-order": dev.machine("CancelOrderMachine").id,
        "change-order": dev.machine("ChangeOrderMachine").id,
        "place-together": dev.machine("PlaceTogetherMachine").id,
    }
    assert target(variables["APPROVALS_TABLE"]) == dev.table("approvals")
    assert (variables["STAGE"], variables["APPROVER_SCOPE"]) == ("dev", "approve")


@pytest.mark.parametrize(("stage", "seconds"), [("dev", 20), ("local", 20), ("tokens", 0)])
def test_the_function_may_run_as_long_as_anybody_may_wait_and_nine_seconds_more_which_is_below_the_gateway_s_30(
    request: pytest.FixtureRequest, stage: str, seconds: int
) -> None:
    (function,) = request.getfixturevalue(stage).functions()["lambdas.api.handler.handle"]
    timeout = function.properties["Timeout"]
    assert function.properties["Environment"]["Variables"]["LONGEST_WAIT"] == str(seconds)
    assert timeout == seconds + waiting.ANSWERING
    assert timeout < 30


def test_the_index_of_a_caller_s_orders_is_the_one_that_orders_and_the_api_know(dev: Resources) -> None:
    assert dev.index("orders", owned.INDEX) == {
        "IndexName": "by_caller",
        "KeySchema": [
            {"AttributeName": owned.CALLER, "KeyType": "HASH"},
            {"AttributeName": owned.CREATED, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }


def _joined(value: Any) -> str:
    """A Join without a separator, with what its parts refer to."""
    return "".join(target(part) for part in value["Fn::Join"][1])
