"""The services that take part in a saga, each with its table, its functions and its outbox; parking among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk.outbox import Outbox
from cdk.parking import Parking
from cdk.participant import Participant
from statemachines.names import Function
from statemachines.states import PARK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_events as events
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from cdk.functions import Functions
    from cdk.settings import Settings
    from statemachines.model import Saga


class Services:
    """`tables` are the participants', by the participant's name."""

    def __init__(
        self, scope: Construct, *, saga: Saga, bus: events.IEventBus, functions: Functions, settings: Settings
    ) -> None:
        self._participants = [
            Participant(scope, name, saga_functions=saga.functions, functions=functions, settings=settings)
            for name in saga.participants
        ]
        self.parking = Parking(scope, "Parking", bus=bus, functions=functions, settings=settings)
        self.tables: Mapping[str, dynamodb.Table] = {each.name: each.table for each in self._participants}
        self._outboxes = {
            name: Outbox(scope, f"{name.capitalize()}Outbox", table=table, bus=bus, functions=functions)
            for name, table in self.tables.items()
        }

    @property
    def outboxes(self) -> Mapping[str, Outbox]:
        """By the service's name."""
        return {**self._outboxes, "recovery": self.parking.outbox}

    @property
    def called(self) -> Mapping[str, lambda_.Function]:
        """What state machines call, by placeholder."""
        named = {PARK.name: self.parking.park}
        for participant in self._participants:
            named |= participant.functions
        return {Function(name=name).placeholder: made for name, made in named.items()}

    @property
    def outputs(self) -> dict[str, str]:
        tables = {**self.tables, "recovery": self.parking.table}
        return {f"{name.capitalize()}Table": table.table_name for name, table in tables.items()}
