"""The HTTP API and its function, which may start sagas, look at their executions, read orders, and answer
for large ones.

Callers sign with IAM or bring a token, as the settings say, except in the local cloud, where plain curl shall do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from constructs import Construct

from cdk.executions import grant_describe
from cdk.logs import log_group, plain_arn
from cdk.routes import ROUTES, is_for_approvers
from cdk.table import JOURNAL, QUESTIONS, grant_index, grant_items, grant_items_under, keys_only_index

if TYPE_CHECKING:
    from aws_cdk import aws_dynamodb as dynamodb

    from cdk.functions import Functions
    from cdk.machines import Machines
    from cdk.settings import Settings

CALLER_INDEX = "by_caller"

_ANSWERING = 9
"""Seconds that the function has besides waiting. Together they stay below the 30 that the gateway gives it."""
_REQUESTS_PER_SECOND = 100
_BURST = 200
_LOGGED = (
    "requestId",
    "requestTime",
    "httpMethod",
    "path",
    "status",
    "responseLatency",
    "integrationErrorMessage",
)


class Api(Construct):
    """`url` ends without a slash."""

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        orders: dynamodb.Table,
        approvals: dynamodb.Table,
        machines: Machines,
        functions: Functions,
        settings: Settings,
    ) -> None:
        super().__init__(scope, id_)
        self.function = functions.make(
            self,
            "Function",
            handler="lambdas.api.handler.handle",
            packages=("api", "endpoints"),
            timeout=Duration.seconds(settings.longest_wait + _ANSWERING),
            environment={
                "ORDERS_TABLE": orders.table_name,
                "APPROVALS_TABLE": approvals.table_name,
                "APPROVER_SCOPE": settings.approver_scope,
                **machines.sagas_by_name(self),
                "STAGE": settings.stage,
                "LONGEST_WAIT": str(settings.longest_wait),
            },
        )
        keys_only_index(orders, CALLER_INDEX, partition="caller", sort="created_at")
        grant_index(orders, CALLER_INDEX, self.function)
        grant_items(orders, self.function, "BatchGetItem", "GetItem")
        self._may_answer(approvals)
        for machine in machines.sagas:
            machine.grant_start_execution(self.function)
            grant_describe(self, machine, self.function)
        self.url = self._http_api(settings).api_endpoint

    @property
    def outputs(self) -> dict[str, str]:
        return {"ApiUrl": self.url}

    def _may_answer(self, approvals: dynamodb.Table) -> None:
        """What was asked, and an answer with its event: for approvers, and for whoever cancels what they ordered."""
        grant_items_under(QUESTIONS, approvals, self.function, "GetItem", "UpdateItem")
        grant_items_under(JOURNAL, approvals, self.function, "PutItem")

    def _http_api(self, settings: Settings) -> apigateway.HttpApi:
        authorizer = _authorizer(settings)
        api = apigateway.HttpApi(self, "Http", create_default_stage=False, default_authorizer=authorizer)
        integration = integrations.HttpLambdaIntegration("Integration", self.function)
        for route in ROUTES:
            method, path = route.split()
            api.add_routes(
                path=path,
                methods=[apigateway.HttpMethod[method]],
                integration=integration,
                authorization_scopes=_scopes(path, settings),
            )
        self._everything_else(api, integration, authorizer)
        self._stage(api, settings)
        return api

    def _everything_else(
        self,
        api: apigateway.HttpApi,
        integration: integrations.HttpLambdaIntegration,
        authorizer: apigateway.IHttpRouteAuthorizer,
    ) -> None:
        """To the function too, so that a wrong path or method is answered with a problem document."""
        apigateway.HttpRoute(
            self,
            "Default",
            http_api=api,
            route_key=apigateway.HttpRouteKey.DEFAULT,
            integration=integration,
            authorizer=authorizer,
        )

    def _stage(self, api: apigateway.HttpApi, settings: Settings) -> None:
        log = log_group(self, "AccessLog", settings=settings)
        apigateway.CfnStage(
            self,
            "Stage",
            api_id=api.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=_REQUESTS_PER_SECOND, throttling_burst_limit=_BURST
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=plain_arn(log),
                format=json.dumps({name: f"$context.{name}" for name in _LOGGED}),
            ),
        )


def _scopes(path: str, settings: Settings) -> list[str] | None:
    """Of tokens: there are none without an issuer."""
    tokens = settings.jwt_issuer and not settings.local
    return [settings.approver_scope] if tokens and is_for_approvers(path) else None


def _authorizer(settings: Settings) -> apigateway.IHttpRouteAuthorizer:
    if settings.local:
        return apigateway.HttpNoneAuthorizer()
    if settings.jwt_issuer and settings.jwt_audience:
        audience = settings.jwt_audience.split(",")
        return authorizers.HttpJwtAuthorizer("Tokens", settings.jwt_issuer, jwt_audience=audience)
    return authorizers.HttpIamAuthorizer()
