"""The services that take part in sagas, each with its table, its functions and its outbox; parking among them.

A function that several sagas call is there once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdk.outbox import Outbox
from cdk.parking import Parking
from cdk.participant import Participant
from statemachines.names import Function
from statemachines.states import PARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aws_cdk import aws_dynamodb as dynamodb
    from aws_cdk import aws_events as events
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from cdk.functions import Functions
    from cdk.machines import Machines
    from cdk.settings import Settings
    from statemachines.model import Saga
    from statemachines.step import Definition


class Services:
    """`tables` are the participants', by the participant's name."""

    def __init__(
        self,
        scope: Construct,
        *,
        sagas: Iterable[Saga],
        bus: events.IEventBus,
        functions: Functions,
        settings: Settings,
    ) -> None:
        called = functions_of(sagas)
        self._participants = [
            Participant(scope, name, saga_functions=called, functions=functions, settings=settings)
            for name in dict.fromkeys(function.participant for function in called)
        ]
        self.parking = Parking(scope, "Parking", bus=bus, functions=functions, settings=settings)
        self.tables: Mapping[str, dynamodb.Table] = {each.name: each.table for each in self._participants}
        self._outboxes = {
            name: Outbox(scope, f"{name.capitalize()}Outbox", table=table, bus=bus, functions=functions)
            for name, table in self.tables.items()
        }

    def start_nested(self, sagas: Iterable[Saga], machines: Machines) -> None:
        """A function that starts a saga, as a step of another or to undo one, may start that and no other.

        It is told of the machine after it is made: the machine calls functions, though never this one.
        """
        for step in (step for saga in sagas for step in saga.steps):
            if step.nested and step.compensation:
                self._starts(step.function, step.nested.saga, machines)
                self._starts(step.compensation.function, step.nested.undone_by, machines)

    def _starts(self, function: Function, saga: Definition, machines: Machines) -> None:
        made = self.called[function.placeholder]
        for name, value in machines.named(made, saga).items():
            made.add_environment(name, value)
        machines.pairs[saga.name].saga.grant_start_execution(made)

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


def functions_of(sagas: Iterable[Saga]) -> tuple[Function, ...]:
    """What they call, each once, in the order of the tables. Raises ValueError when two do not agree on one.

    A machine waits for a function as long as its own saga says that it may run, and a little longer. A function
    that another saga lets run longer would still be at work when it is given up.
    """
    called: dict[str, Function] = {}
    for function in (function for saga in sagas for function in saga.functions):
        known = called.setdefault(function.name, function)
        if known != function:
            raise ValueError(
                f"{function.name} may run {known.timeout} seconds in one saga and {function.timeout} in another: "
                "give it one timeout"
            )
    return tuple(called.values())
