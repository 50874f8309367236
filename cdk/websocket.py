"""The WebSocket API: who is connected, the function that converses with clients, the way outcomes are pushed.

There is no authorizer: the ticket in the URL says who connects, and the function behind `$connect` redeems it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from constructs import Construct

from cdk.acknowledge import acknowledge
from cdk.executions import grant_describe
from cdk.pushing import Pushing
from cdk.sending import grant_send
from cdk.table import expiring_table, grant_items, grant_items_under

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_events as events
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_stepfunctions as sfn

    from cdk.functions import Functions
    from cdk.settings import Settings

STAGE = "live"
TICKETS = "ticket#"

_TIMEOUT = Duration.seconds(29)
"""As long as API Gateway waits for a function."""

_MESSAGES_PER_SECOND = 100
_BURST = 200


class Sockets(Construct):
    """`unpushed` holds what was given up."""

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        orders: dynamodb.Table,
        machine: sfn.StateMachine,
        bus: events.IEventBus,
        functions: Functions,
        settings: Settings,
    ) -> None:
        super().__init__(scope, id_)
        self._api = apigateway.WebSocketApi(self, "WebSocket")
        self.url = self._stage().url
        self._table = expiring_table(
            self, reason="Holds who is connected, for two hours: nothing to restore."
        )
        environment = {**self._address, "ORDERS_TABLE": orders.table_name, "STAGE": settings.stage}
        conversing = self._conversing(machine, functions, environment)
        pushing = Pushing(self, "Pushing", bus=bus, functions=functions, environment=environment)
        self.unpushed = pushing.undelivered
        for function in (conversing, pushing.function):
            grant_items(self._table, function, "DeleteItem", "GetItem", "PutItem", "Query")
            grant_items(orders, function, "GetItem")
            grant_send(self, api=self._api, stage=STAGE, grantee=function)

    @property
    def outputs(self) -> dict[str, str]:
        return {"SocketsTable": self._table.table_name}

    def issued_by(self, function: lambda_.Function) -> None:
        """The function that issues tickets: it may write these, and nothing about connections."""
        grant_items_under(TICKETS, self._table, function, "PutItem")
        for name, value in self._address.items():
            function.add_environment(name, value)

    @property
    def _address(self) -> Mapping[str, str]:
        return {"SOCKETS_TABLE": self._table.table_name, "SOCKETS_URL": self.url}

    def _stage(self) -> apigateway.WebSocketStage:
        stage = apigateway.WebSocketStage(
            self,
            "Stage",
            web_socket_api=self._api,
            stage_name=STAGE,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=_MESSAGES_PER_SECOND, burst_limit=_BURST),
        )
        reason = "Would need a role in the settings of the whole account. The function logs what it hears."
        acknowledge(stage, "APIG1", reason=reason)
        return stage

    def _conversing(
        self, machine: sfn.StateMachine, functions: Functions, environment: Mapping[str, str]
    ) -> lambda_.Function:
        function = functions.make(
            self,
            "Conversing",
            handler="lambdas.sockets.handler.converse",
            packages=("sockets",),
            timeout=_TIMEOUT,
            environment={**environment, "STATE_MACHINE_ARN": machine.state_machine_arn},
        )
        grant_describe(self, machine, function)
        integration = integrations.WebSocketLambdaIntegration("Integration", function)
        for route in ("$connect", "$disconnect", "$default"):
            self._api.add_route(route, integration=integration)
        acknowledge(
            self._api, "APIG4", reason="A ticket says who connects; later messages cannot be authorized."
        )
        return function
