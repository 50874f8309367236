"""Where functions park that must succeed and did not: a table with an outbox of its own, and who decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from cdk.outbox import Outbox
from cdk.table import grant_items, journal_table
from statemachines.states import PARK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_events as events
    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_stepfunctions as sfn

    from cdk.functions import Functions
    from cdk.settings import Settings


class Parking(Construct):
    """`park` is for state machines, which have to be there before anybody can decide."""

    def __init__(
        self, scope: Construct, id_: str, *, bus: events.IEventBus, functions: Functions, settings: Settings
    ) -> None:
        super().__init__(scope, id_)
        self._functions = functions
        self.table = journal_table(self, settings=settings)
        self.outbox = Outbox(self, "Outbox", table=self.table, bus=bus, functions=functions)
        self.park = self._function("Park", PARK.handler, Duration.seconds(PARK.timeout))
        grant_items(self.table, self.park, "GetItem", "PutItem", "UpdateItem")

    def decided_for(self, machines: Iterable[sfn.StateMachine]) -> lambda_.Function:
        """The function that decides, with the right to answer tasks of these machines."""
        function = self._function("Decide", "lambdas.recovery.handler.decide", Duration.seconds(10))
        grant_items(self.table, function, "GetItem", "Query", "UpdateItem")
        for machine in machines:
            machine.grant(function, "states:SendTaskSuccess")
        return function

    def _function(self, id_: str, handler: str, timeout: Duration) -> lambda_.Function:
        return self._functions.make(
            self,
            id_,
            handler=handler,
            packages=("recovery",),
            timeout=timeout,
            environment={"RECOVERY_TABLE": self.table.table_name},
        )
