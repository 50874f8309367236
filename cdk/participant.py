"""A participant: its table, and one function for each action, compensation and resolution of any saga.

A function's role reaches this table and no other, item by item: it can neither scan nor delete. A transaction
is authorised by the single actions in it: there is no right called TransactWriteItems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from cdk.table import grant_items, journal_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_lambda as lambda_

    from cdk.functions import Functions
    from cdk.settings import Settings
    from statemachines.names import Function

_ITEM_ACTIONS = ("BatchGetItem", "ConditionCheckItem", "GetItem", "PutItem", "UpdateItem")


class Participant(Construct):
    """`functions` holds the Lambda functions by the names they have in sagas, like `orders.create`."""

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
        self.table = journal_table(self, settings=settings)
        self.functions = {
            function.name: self._function(function, functions)
            for function in saga_functions
            if function.participant == name
        }

    def _function(self, function: Function, functions: Functions) -> lambda_.Function:
        made = functions.make(
            self,
            function.placeholder.removeprefix(self.node.id),
            handler=function.handler,
            packages=(self.name,),
            timeout=Duration.seconds(function.timeout),
            environment={f"{self.name.upper()}_TABLE": self.table.table_name},
        )
        grant_items(self.table, made, *_ITEM_ACTIONS)
        return made
