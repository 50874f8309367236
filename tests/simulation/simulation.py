"""The emitted state machines, the real handlers and the real outbox, on virtual time and a store in memory.

One seed is one course of events: run again, it is the same to the last detail.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, TypeAlias, cast

from lambdas.shared import world as worlds
from lambdas.shared.world import World
from statemachines.create_order import CREATE_ORDER
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.simulator.machine import Machine
from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.stepfunctions import Execution, Invocation, StepFunctions
from statemachines.states import PARK
from tests.simulation.functions import Deployed, Fault, Functions
from tests.simulation.hub import Hub
from tests.simulation.invariants import books, commits, deadline, endings, events
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Market, Order
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.commits import Commit
from tests.simulation.memory.worlds import SHAPES
from tests.simulation.outbox import Bus, Streams, Weather
from tests.simulation.persons import RECOVERY, SAGA, Persons
from tests.simulation.states import StatesClient, execution_arn, machine_arn
from tests.simulation.store import DistantStore
from tests.simulation.trace import Trace

START = datetime(2026, 1, 1, tzinfo=UTC)

_TOO_LONG = 12 * 3600.0
"""No outage lasts an hour, and nobody takes as long to decide: what is not over by then never will be."""

_BETWEEN_SWEEPS = 15 * 60.0
_STRETCH = 60.0

FaultOf: TypeAlias = Callable[[Invocation, float], Fault | None]
"""From an invocation, and the virtual time, to what becomes of it."""
StopAt: TypeAlias = Callable[[Execution, str], float | None]
"""From an execution and the state it entered to the seconds after which it is stopped from outside, if it is."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong in a run. `unheard` is how often, from 0 to 1, a status change is never told."""

    fault_of: FaultOf = lambda _, __: None
    stop_at: StopAt = lambda _, __: None
    weather: Weather = field(default_factory=Weather)
    unheard: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run ended. `called` are the functions in the order of their invocation, as (saga, function)."""

    trace: Trace
    ledger: Ledger
    called: tuple[tuple[str, str], ...]
    paths: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, str]


class Simulation:
    def __init__(self, *, seed: int, market: Market, trouble: Trouble) -> None:
        self.market, self.trouble = market, trouble
        random = Random(seed)
        self.random = random
        self.scheduler = Scheduler(Random(random.random()))
        self.trace = Trace(now=lambda: self.scheduler.now)
        self.hub = Hub(self.scheduler, latency=lambda: random.uniform(0.002, 0.03))
        self.ledger, self._books = Ledger(), books.Books(market)
        memory = MemoryDynamoDB(tables=SHAPES, on_commit=self._committed)
        self.bus = Bus(self.hub, trouble.weather, random, self.trace.fault)
        self.streams = Streams(self.hub, self.bus, random)
        self._opened = False
        market.open(memory)
        self._opened = True
        self.world = World(
            dynamodb=cast("Any", DistantStore(self.hub, memory)),
            tables={name: name for name in SHAPES},
            clock=self._clock,
            sleep=self.hub.sleep,
            random=random,
        )
        self._placed = {order.order_id: order.at for order in market.orders}
        self.called: list[tuple[str, str]] = []
        functions = Functions(
            hub=self.hub,
            deployed=deployed(),
            start_up=lambda: random.uniform(0.005, 0.4),
            fault_of=self._fault_of,
            heard=self._heard,
        )
        service = StepFunctions(
            scheduler=self.scheduler,
            random=random,
            invoke=functions.invoke,
            clock=lambda now: START + timedelta(seconds=now),
            on_entered=self._entered,
            on_ended=self._ended,
        )
        self.states = StatesClient(self.hub, service, machines())
        self.persons = Persons(
            hub=self.hub, world=self.world, states=self.states, random=random, trace=self.trace
        )

    def run(self) -> Ran:
        """To the end of the last saga, its events and all that is late. What does not hold is in the trace."""
        worlds.install(self.world)
        try:
            for order in self.market.orders:
                self._place(order)
            self.scheduler.after(_BETWEEN_SWEEPS, self._sweep)
            self._advance()
        finally:
            worlds.install(None)
        if not self.trace.violations:
            self._check_end()
        return self._ran()

    def _advance(self) -> None:
        """To the end, or to the first thing that does not hold: what follows from that tells nothing new."""
        now = 0.0
        while now < _TOO_LONG and not self.trace.violations and self.scheduler.now >= now:
            now = min(now + _STRETCH, _TOO_LONG)
            self.scheduler.run(until=now)

    def _place(self, order: Order) -> None:
        given = json.dumps(order.given())

        def start() -> None:
            self.states.start_execution(stateMachineArn=machine_arn(SAGA), name=order.order_id, input=given)

        self.scheduler.after(order.at, start)

    def _sweep(self) -> None:
        if self._unfinished():
            self.persons.sweep()
            self.scheduler.after(_BETWEEN_SWEEPS, self._sweep)

    def _unfinished(self) -> bool:
        ended = {saga_id for saga_id, found in self._executions().items() if found[-1].status == "SUCCEEDED"}
        return any(order.order_id not in ended for order in self.market.orders)

    def _committed(self, commit: Commit) -> None:
        changes = self.ledger.take(commit)
        if not self._opened:
            return
        self.streams.committed(commit)
        for change in changes:
            status = change.new.get("status") if change.new else "removed"
            self.trace.add(change.pk.partition("#")[2], f"  {change.table}: {change.sk} {status or ''}")
            if change.table == "recovery" and status == "PARKED" and change.new:
                self.persons.decide(change.new["saga_id"], change.new["function"])
        self.trace.violated(commits.check(changes))
        self.trace.violated(self._books.check(self.ledger, changes))
        self.trace.violated(deadline.check(changes, now=self.scheduler.now, placed=self._placed))

    def _fault_of(self, invocation: Invocation) -> Fault | None:
        fault = self.trouble.fault_of(invocation, self.scheduler.now)
        if fault:
            self.trace.fault(fault.name)
        return fault

    def _heard(self, invocation: Invocation, what: str) -> None:
        if what.startswith("called"):
            self.called.append((saga_of(invocation.execution), invocation.function))
        if what == "answers Rejected":
            self.trace.fault("rejection by a business rule")
        self.trace.add(saga_of(invocation.execution), f"{invocation.state}: {what}")

    def _entered(self, execution: Execution, state: str) -> None:
        after = self.trouble.stop_at(execution, state)
        if after is None:
            return

        def stop() -> None:
            if execution.status == "RUNNING":
                self.trace.fault("execution killed from outside")
                self.trace.add(saga_of(execution.name), f"{execution.name} is killed, it was in {state}")
                self.states.service.stop(execution, error="Killed", cause="from outside")

        self.scheduler.after(after, stop)

    def _ended(self, execution: Execution) -> None:
        self.trace.add(
            saga_of(execution.name), f"{execution.name} {execution.status} {execution.output or ''}"
        )
        if execution.status == "SUCCEEDED":
            return
        if self.random.random() < self.trouble.unheard:
            self.trace.fault("status change never told")
            return
        self.persons.recover(execution_arn(execution.machine.name, execution.name))

    def _check_end(self) -> None:
        orders = self.market.orders
        self.trace.violated(endings.check(self.ledger, orders, self._executions()))
        self.trace.violated(events.check(self.ledger, orders, self.bus.delivered))
        if self.streams.waiting or self.streams.parked.bodies:
            self.trace.violated(iter([f"{self.streams.waiting} stream records were never delivered"]))

    def _executions(self) -> dict[str, list[Execution]]:
        found: dict[str, list[Execution]] = defaultdict(list)
        for execution in self.states.executions.values():
            found[saga_of(execution.name)].append(execution)
        return found

    def _ran(self) -> Ran:
        ends = {
            order.order_id: self.ledger.items.get(("orders", f"order#{order.order_id}", "order"), {})
            for order in self.market.orders
        }
        return Ran(
            trace=self.trace,
            ledger=self.ledger,
            called=tuple(self.called),
            paths={e.name: tuple(e.path) for e in self.states.executions.values()},
            outcomes={order_id: str(order.get("status", "absent")) for order_id, order in ends.items()},
        )

    def _clock(self) -> datetime:
        return START + timedelta(seconds=self.scheduler.now)


def saga_of(execution: str) -> str:
    """The saga of an execution, which for a recovery is its name without the generation."""
    return execution.partition("-r")[0]


@cache
def machines() -> Mapping[str, Machine]:
    paths = {SAGA: asl_path(SAGA), RECOVERY: recovery_asl_path(SAGA)}
    return {
        name: Machine.of(name, json.loads(path.read_text(encoding="utf-8"))) for name, path in paths.items()
    }


@cache
def deployed() -> Mapping[str, Deployed]:
    return {
        function.placeholder: Deployed(handler=function.handler, timeout=function.timeout)
        for function in (*CREATE_ORDER.functions, PARK)
    }
