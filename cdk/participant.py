"""A participant: its table, and one function for each action, compensation and resolution.

A function's role reaches this table and no other, item by item: it can neither scan nor delete. A transaction
is authorised by the single actions in it: there is no right called TransactWriteItems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from cdk.keeping import removal_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_lambda as lambda_

    from cdk.functions import Functions
    from cdk.settings import Settings
    from statemachines.names import Function

_ITEM_ACTIONS = ("dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")


class Participant(Construct):
    """`functions` holds the Lambda functions by the names they have in the saga, like `orders.create`."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        saga_functions: Iterable[Function],
        functions: Functions,
        settings: Settings,
    ) -> None:
        super().__init__(scope, name.capitalize())
        self.name = name
        self.table = self._table(settings)
        self.functions = {
            function.name: self._function(function, functions)
            for function in saga_functions
            if function.participant == name
        }

    def _table(self, settings: Settings) -> dynamodb.Table:
        """The first version of the construct: a local CloudFormation does not know the global table."""
        return dynamodb.Table(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            time_to_live_attribute="expires_at",
            deletion_protection=not settings.local,
            removal_policy=removal_policy(settings),
        )

    def _function(self, function: Function, functions: Functions) -> lambda_.Function:
        made = functions.make(
            self,
            function.placeholder.removeprefix(self.node.id),
            handler=function.handler,
            packages=(self.name,),
            timeout=Duration.seconds(function.timeout),
            environment={f"{self.name.upper()}_TABLE": self.table.table_name},
        )
        self.table.grant(made, *_ITEM_ACTIONS)
        return made
