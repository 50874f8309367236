"""Webhooks: what callers registered and what is to be told them, in a table; the functions that tell; their key.

    outcomes → dispatcher → table, hints → sender → receiver
                                sweep → hints that are lost or too late for a queue

The table is the truth and has an outbox, as a participant's has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Duration
from constructs import Construct

from cdk.lanes import Lanes
from cdk.outbox import Outbox
from cdk.outcomes import DECISIONS, FOLLOW_UPS, outcomes
from cdk.queues import feed, last_stop
from cdk.schedule import regularly
from cdk.sealing import sealing_key
from cdk.table import grant_index, grant_items, journal_table, keys_only_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_events as events
    from aws_cdk import aws_lambda as lambda_

    from cdk.functions import Functions
    from cdk.settings import Settings

DUE_INDEX = "due"

_DISPATCH_TIMEOUT = Duration.seconds(15)
_DISPATCHERS_AT_ONCE = 10
_SEND_TIMEOUT = Duration.seconds(30)
_SWEEP_TIMEOUT = Duration.seconds(50)
_SWEEP_EVERY = Duration.minutes(1)


class Webhooks(Construct):
    """`undispatched` holds outcomes of which no delivery could be made."""

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        orders: dynamodb.Table,
        bus: events.IEventBus,
        functions: Functions,
        settings: Settings,
    ) -> None:
        super().__init__(scope, id_)
        self._functions = functions
        self._table = journal_table(self, settings=settings)
        keys_only_index(self._table, DUE_INDEX, partition="due_shard", sort="look_at")
        self.outbox = Outbox(self, "Outbox", table=self._table, bus=bus, functions=functions)
        self._key = sealing_key(self, settings=settings)
        self.lanes = Lanes(self, "Lanes", timeout=_SEND_TIMEOUT)
        self.undispatched = last_stop(
            self,
            "Undelivered",
            reason="Holds outcomes that could not be dispatched until a person reads them.",
        )
        self._dispatcher(orders, bus)
        self._sender(settings)
        self.sweep = self._sweep()

    @property
    def outputs(self) -> dict[str, str]:
        return {"WebhooksTable": self._table.table_name}

    def managed_by(self, function: lambda_.Function) -> None:
        """The function by which callers register: it seals secrets and cannot open them."""
        for name, value in {**self._environment, "WEBHOOKS_KEY": self._key.key_arn}.items():
            function.add_environment(name, value)
        grant_items(self._table, function, "GetItem", "PutItem", "Query", "UpdateItem")
        self._key.grant(function, "kms:Encrypt")
        self.lanes.grant_send(function)

    @property
    def _environment(self) -> Mapping[str, str]:
        return {"WEBHOOKS_TABLE": self._table.table_name, **self.lanes.environment}

    def _dispatcher(self, orders: dynamodb.Table, bus: events.IEventBus) -> None:
        function = self._function(
            "Dispatcher", "dispatching.dispatch", _DISPATCH_TIMEOUT, {"ORDERS_TABLE": orders.table_name}
        )
        grant_items(orders, function, "GetItem")
        grant_items(self._table, function, "GetItem", "PutItem")
        waiting = outcomes(
            self,
            bus=bus,
            types=(*DECISIONS, *FOLLOW_UPS),
            timeout=_DISPATCH_TIMEOUT,
            undelivered=self.undispatched,
        )
        feed(function, waiting, at_once=_DISPATCHERS_AT_ONCE)

    def _sender(self, settings: Settings) -> None:
        """It opens secrets and cannot seal."""
        more = {"WEBHOOKS_KEY": self._key.key_arn, "STAGE": settings.stage}
        function = self._function("Sender", "sending.send", _SEND_TIMEOUT, more)
        grant_items(self._table, function, "GetItem", "PutItem", "Query", "UpdateItem")
        self._key.grant(function, "kms:Decrypt")
        self.lanes.feed(function)

    def _sweep(self) -> lambda_.Function:
        function = self._function("Sweep", "sweeping.sweep", _SWEEP_TIMEOUT, {})
        grant_index(self._table, DUE_INDEX, function)
        grant_items(self._table, function, "GetItem", "Query", "UpdateItem")
        regularly(self, function, every=_SWEEP_EVERY, description="Deliveries whose time has come are sent")
        return function

    def _function(
        self, id_: str, handler: str, timeout: Duration, environment: Mapping[str, str]
    ) -> lambda_.Function:
        """May send hints."""
        function = self._functions.make(
            self,
            id_,
            handler=f"lambdas.webhooks.{handler}",
            packages=("webhooks", "endpoints"),
            timeout=timeout,
            environment={**self._environment, **environment},
        )
        self.lanes.grant_send(function)
        return function
