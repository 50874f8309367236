"""The emitted state machines, the real handlers and the API on virtual time, in which nothing goes wrong.

Time passes only while somebody waits: for an answer, for an end, for all that is under way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any, TypeVar, cast

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from lambdas.api.webhooks import Webhooks
from lambdas.approvals.telling import tell
from lambdas.shared.answering import find
from lambdas.shared.caller import caller_of
from ops.orders import Answer
from ops.receiver import listening
from ops.tap import Event, event_from
from statemachines.generate import SAGAS
from statemachines.names import Function
from statemachines.simulator.stepfunctions import Invocation
from tests.scenarios.targets.endpoint import called_back
from tests.scenarios.targets.in_process import API_URL, NO_CLOUD, Api
from tests.scenarios.targets.kind import Capability, Kind, Options
from tests.scenarios.targets.reception import Reception
from tests.scenarios.targets.target import Target
from tests.scenarios.targets.telling import Telling
from tests.simulation.cloud import Cloud, Hooks, Pace
from tests.simulation.faults import OUTAGE
from tests.simulation.functions import Fault
from tests.simulation.hub import Raised, Returned
from tests.simulation.outbox import Weather
from tests.simulation.persons import ANSWERED, SAGA
from tests.simulation.states import machine_arn
from tests.unit.api.fakes import SOCKETS

T = TypeVar("T")

_LONGEST_WAIT = 20
_MACHINES = {saga.name: machine_arn(saga.name) for saga in SAGAS}
_SHIPPING = Function(name="inventory.ship").placeholder
_MOMENT = 0.01
_STEADY = Pace(latency=lambda: 0.005, start_up=lambda: 0.05)
"""Branches of a Parallel end together: neither is cut off while it is at work, when the other one rejects."""


class Simulator(Target):
    def __init__(self, *, reception: Reception, seed: int = 0) -> None:
        self._closed = False
        hooks = Hooks(fault_of=self._fault_of)
        self.cloud = Cloud(random=Random(seed), pace=_STEADY, weather=Weather(), hooks=hooks)
        self.world, self.states = self.cloud.world, cast("Any", self.cloud.states)
        self.machine, self.api_url = machine_arn(SAGA), API_URL
        self.caller = caller_of({})
        self.reception = reception
        self.cloud.bus.heard = self._hear
        self._telling = Telling(self.cloud)
        self._api = Api(self._invoke)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self._api.ask(method, path, body=body, headers=headers)

    def ended(self, order_id: str) -> str:
        self._settle()
        return str(self.cloud.states.executions[self.execution(order_id)].status)

    def path(self, order_id: str) -> tuple[str, ...]:
        return tuple(self.cloud.states.executions[self.execution(order_id)].path)

    def events(self, order_id: str, types: Collection[str]) -> tuple[Event, ...]:
        del types
        self._settle()
        found = map(event_from, self.cloud.bus.delivered)
        return tuple(event for event in found if event.saga_id == order_id)

    def deliver(self, until: Callable[[], bool]) -> None:
        del until
        self._telling.run()

    def sweep(self) -> None:
        assert self._answer_of(self._telling.sweep).finished

    @contextmanager
    def nothing_leaves(self) -> Iterator[None]:
        self._closed = True
        try:
            yield
        finally:
            self._closed = False

    def _hear(self, event: Mapping[str, Any]) -> None:
        """An answer, which its queue's function passes on."""
        if event["type"] in ANSWERED:
            told = partial(self._tell, event["data"]["order_id"])
            self.cloud.scheduler.after(_MOMENT, lambda: self.cloud.hub.start(told, then=_returned))

    def _tell(self, order_id: str) -> int:
        found = find(self.world, order_id)
        assert found, f"{order_id} was answered for, and nobody was asked"
        return tell(found, self.states)

    def _fault_of(self, invocation: Invocation) -> Fault | None:
        return OUTAGE if self._closed and invocation.function == _SHIPPING else None

    def _settle(self) -> None:
        """To the end of all that is under way."""
        with self.cloud.at_work() as scheduler:
            scheduler.run()

    def _invoke(self, event: dict[str, Any]) -> Mapping[str, Any]:
        """The API's function beside the sagas, as long as it takes."""
        orders = Orders(states=self.states, world=self.world, machines=_MACHINES)
        telling = self._telling
        webhooks = Webhooks(world=self.world, keys=lambda: telling.keys, lanes=lambda: telling.lanes)
        return self._answer_of(
            lambda: respond(
                event,
                None,
                orders=orders,
                webhooks=webhooks,
                local=True,
                longest_wait=_LONGEST_WAIT,
                sockets=SOCKETS,
            )
        )

    def _answer_of(self, body: Callable[[], T]) -> T:
        ends: list[Returned | Raised] = []
        with self.cloud.at_work() as scheduler:
            self.cloud.hub.start(body, then=ends.append)
            while not ends:
                scheduler.run(until=scheduler.now + _MOMENT)
        (end,) = ends
        if isinstance(end, Raised):
            raise end.error
        answer: T = end.value
        return answer


def _returned(ended: Returned | Raised) -> None:
    if isinstance(ended, Raised):
        raise ended.error


@contextmanager
def simulator(_options: Options) -> Iterator[Simulator]:
    with listening(Reception()) as reception, called_back(Simulator(reception=reception)) as target:
        yield target


KIND = Kind(
    open=simulator,
    lacks=lambda _: {**NO_CLOUD, Capability.PATHS: "its path is what the others' are compared with"},
)
