"""The way in: the routes, signed callers, a limit, and the outputs that others read."""

from __future__ import annotations

from typing import Any

from tests.infra.resources import Resources, target

_OUTPUTS = {
    "ApiUrl",
    "CustomersTable",
    "EventBusName",
    "InventoryTable",
    "OrdersTable",
    "PaymentsTable",
    "RecoveryDecideFunction",
    "RecoveryMachineArn",
    "RecoveryRecoverFunction",
    "RecoveryTable",
    "StateMachineArn",
    "WebhookSecretArn",
}


def test_every_route_wants_a_signed_caller_and_no_path_is_left_to_the_gateway(dev: Resources) -> None:
    routes = {route.properties["RouteKey"]: route.properties for route in dev.of_type("ApiGatewayV2::Route")}
    assert set(routes) == {"POST /orders", "GET /orders/{order_id}", "$default"}
    assert {route["AuthorizationType"] for route in routes.values()} == {"AWS_IAM"}


def test_the_local_cloud_is_open_to_plain_curl(local: Resources) -> None:
    assert {route.properties["AuthorizationType"] for route in local.of_type("ApiGatewayV2::Route")} == {
        "NONE"
    }


def test_every_route_ends_at_the_api_s_function(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.api.handler.handle"]
    integration = dev.the("ApiGatewayV2::Integration")
    ends = {_joined(route.properties["Target"]) for route in dev.of_type("ApiGatewayV2::Route")}
    assert ends == {f"integrations/{integration.id}"}
    assert target(integration.properties["IntegrationUri"]) == f"{function.id}.Arn"
    assert integration.properties["PayloadFormatVersion"] == "2.0"


def test_requests_are_limited_and_logged(dev: Resources) -> None:
    stage = dev.the("ApiGatewayV2::Stage").properties
    assert stage["StageName"] == "$default"
    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}
    assert "$context.requestId" in stage["AccessLogSettings"]["Format"]


def test_the_outputs_are_the_ones_that_others_read(dev: Resources, local: Resources) -> None:
    assert set(dev.template["Outputs"]) == _OUTPUTS
    assert set(local.template["Outputs"]) == _OUTPUTS | {"EventTapUrl"}


def test_the_api_s_address_ends_without_a_slash(dev: Resources) -> None:
    assert (
        target(dev.template["Outputs"]["ApiUrl"]["Value"]) == f"{dev.the('ApiGatewayV2::Api').id}.ApiEndpoint"
    )


def test_the_api_knows_its_table_its_saga_and_its_stage(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.api.handler.handle"]
    variables = function.properties["Environment"]["Variables"]
    assert target(variables["ORDERS_TABLE"]) == dev.table("orders")
    assert target(variables["STATE_MACHINE_ARN"]) == dev.machine().id
    assert variables["STAGE"] == "dev"


def _joined(value: Any) -> str:
    """A Join without a separator, with what its parts refer to."""
    return "".join(target(part) for part in value["Fn::Join"][1])
