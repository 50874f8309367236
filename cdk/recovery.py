"""Finishing sagas whose executions were cut off: on the event that says so, and on a schedule for lost events.

The schedule looks at orders that stay PENDING, by a sparse index of their table, and at the latest executions of
each saga that were cut off, whose order may be decided. An event that could not be handled is kept in a queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from cdk.executions import grant_describe
from cdk.queues import last_stop
from cdk.schedule import regularly
from cdk.table import grant_index, grant_items, keys_only_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_lambda as lambda_

    from cdk.functions import Functions
    from cdk.machines import Machines
    from cdk.parking import Parking

CUT_OFF = ("FAILED", "TIMED_OUT", "ABORTED")
PENDING_INDEX = "pending"

_EVERY = Duration.minutes(5)
_SWEEP_TIMEOUT = Duration.minutes(4)
_RECOVER_TIMEOUT = Duration.seconds(30)
_EVENT_AGE = Duration.hours(6)
_MARGIN = 300
"""Seconds beyond the deadline for a saga that turned back at the last moment."""


class Recovery(Construct):
    """Of all sagas. `deadline` is that of the one which makes orders, in seconds.

    `unhandled` holds events that nobody acted on.
    """

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        machines: Machines,
        orders: dynamodb.Table,
        parking: Parking,
        deadline: int,
        functions: Functions,
    ) -> None:
        super().__init__(scope, id_)
        self._machines, self._functions = machines, functions
        self._decide = parking.decided_for(machines.all)
        self.unhandled = last_stop(
            self, "Unhandled", reason="Holds executions that could not be recovered until a person does."
        )
        self._recover = self._function("Recover", "recover", _RECOVER_TIMEOUT, {})
        self.sweep = self._function(
            "Sweep",
            "sweep",
            _SWEEP_TIMEOUT,
            {
                "ORDERS_TABLE": orders.table_name,
                "RECOVERY_TABLE": parking.table.table_name,
                "STATE_MACHINE_ARN": machines.opening.saga.state_machine_arn,
                "PENDING_AFTER_SECONDS": str(deadline + _MARGIN),
            },
        )
        self._on_event()
        self._on_schedule(orders, parking.table)

    @property
    def outputs(self) -> dict[str, str]:
        return {
            "RecoveryDecideFunction": self._decide.function_name,
            "RecoveryRecoverFunction": self._recover.function_name,
        }

    def _function(
        self, id_: str, action: str, timeout: Duration, environment: Mapping[str, str]
    ) -> lambda_.Function:
        """May look at the executions of all machines, and start those that finish what was cut off."""
        function = self._functions.make(
            self,
            id_,
            handler=f"lambdas.recovery.handler.{action}",
            packages=("recovery",),
            timeout=timeout,
            environment={
                **self._machines.sagas_by_name(self),
                **self._machines.recoveries_by_name(self),
                **environment,
            },
        )
        for machine in self._machines.recoveries:
            machine.grant_start_execution(function)
        for machine in self._machines.all:
            grant_describe(self, machine, function)
        return function

    def _on_event(self) -> None:
        """What cannot be delivered and what cannot be handled end in the same queue."""
        self._recover.configure_async_invoke(
            max_event_age=_EVENT_AGE, retry_attempts=2, on_failure=destinations.SqsDestination(self.unhandled)
        )
        events.Rule(
            self,
            "CutOff",
            description="A saga, or the recovery of one, was cut off",
            event_pattern=events.EventPattern(
                source=["aws.states"],
                detail_type=["Step Functions Execution Status Change"],
                detail={
                    "status": list(CUT_OFF),
                    "stateMachineArn": [machine.state_machine_arn for machine in self._machines.all],
                },
            ),
            targets=[targets.LambdaFunction(self._recover, dead_letter_queue=self.unhandled)],
        )

    def _on_schedule(self, orders: dynamodb.Table, parking: dynamodb.Table) -> None:
        keys_only_index(orders, PENDING_INDEX, partition="pending_shard", sort="pending_since")
        grant_index(orders, PENDING_INDEX, self.sweep)
        grant_items(parking, self.sweep, "GetItem", "PutItem", "UpdateItem")
        for machine in self._machines.all:
            machine.grant(self.sweep, "states:ListExecutions")
        regularly(self, self.sweep, every=_EVERY, description="Orders that stay PENDING are looked at")
