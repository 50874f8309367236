"""The emitted state machines, the real handlers and the real outbox, on virtual time and a store in memory.

One seed is one course of events: run again, it is the same to the last detail.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import TypeAlias

from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.stepfunctions import Execution, Invocation
from tests.simulation import approvers
from tests.simulation.approvers import Approvers
from tests.simulation.cloud import Cloud, Hooks, by_chance
from tests.simulation.functions import Fault
from tests.simulation.invariants import (
    books,
    cancellations,
    changes,
    commits,
    deadline,
    endings,
    events,
    groups,
    pessimism,
)
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.invariants.locks import Locks
from tests.simulation.market import Cancellation, Deposit, Market, Order, Started
from tests.simulation.memory.commits import Commit
from tests.simulation.outbox import Weather
from tests.simulation.persons import Persons
from tests.simulation.states import execution_arn, machine_arn
from tests.simulation.trace import Trace

_TOO_LONG = 5 * 24 * 3600.0
"""No outage lasts an hour, and nobody is waited for longer than three days: what is not over by then never will be."""

_OFTEN = 50
"""How many times a person tries what is parked; after so many it is no outage."""

_BETWEEN_SWEEPS = 30 * 60.0
_STRETCH = 60.0

FaultOf: TypeAlias = Callable[[Invocation, float], Fault | None]
"""From an invocation, and the virtual time, to what becomes of it."""
StopAt: TypeAlias = Callable[[Execution, str], float | None]
"""From an execution and the state it entered to the seconds after which it is stopped from outside, if it is."""


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong in a run. `unheard` is how often, from 0 to 1, a status change is never told.

    `approvers` are those who are asked; None: they say what chance would have it.
    """

    fault_of: FaultOf = lambda _, __: None
    stop_at: StopAt = lambda _, __: None
    weather: Weather = field(default_factory=Weather)
    unheard: float = 0.0
    approvers: Approvers | None = None


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a run ended. `called` are the functions in the order of their invocation, as (saga, function).

    `outcomes` are the orders' statuses, `ends` what each saga came to, COMPLETED or COMPENSATED; both by saga id.
    `reasons` are the codes of those that were compensated. `locked` is how often each saga was told to wait, `parked`
    are those that a person had to help.
    """

    trace: Trace
    ledger: Ledger
    called: tuple[tuple[str, str], ...]
    paths: Mapping[str, tuple[str, ...]]
    outcomes: Mapping[str, str]
    ends: Mapping[str, str]
    reasons: Mapping[str, str]
    locked: Mapping[str, int]
    parked: frozenset[str]


class Simulation:
    """`others` are handlers that are deployed in the place of our own, by the placeholders of their functions.

    With them, what is looked at is the harm they do: not the locks and the order of things that would prevent it.
    """

    def __init__(
        self, *, seed: int, market: Market, trouble: Trouble, others: Mapping[str, str] | None = None
    ) -> None:
        self._harm_alone = bool(others)
        self.market, self.trouble = market, trouble
        random = Random(seed)
        self.random = random
        self.trace = Trace(now=lambda: self.cloud.scheduler.now)
        self.ledger, self._books, self._locks = Ledger(), books.Books(market), Locks()
        self._placed = {saga.saga_id: saga.at for saga in market.sagas}
        self.called: list[tuple[str, str]] = []
        self.parked: Counter[tuple[str, str]] = Counter()
        self.locked: Counter[str] = Counter()
        self._watching = False
        self.cloud = Cloud(
            random=random,
            pace=by_chance(random),
            weather=trouble.weather,
            hooks=self._hooks(),
            others=others,
        )
        with self._from_outside():
            market.open(self.cloud.memory)
        self.persons = Persons(
            hub=self.cloud.hub,
            world=self.cloud.world,
            states=self.cloud.states,
            random=random,
            trace=self.trace,
            approvers=trouble.approvers or approvers.by_chance(random),
        )
        self.cloud.bus.heard = self.persons.hear

    def run(self) -> Ran:
        """To the end of the last saga, its events and all that is late. What does not hold is in the trace."""
        with self.cloud.at_work() as scheduler:
            for saga in self.market.sagas:
                self._place(saga)
            for deposit in self.market.deposits:
                scheduler.after(deposit.at, partial(self._deposit, deposit))
            scheduler.after(_BETWEEN_SWEEPS, self._sweep)
            self._advance(scheduler)
        if not self.trace.violations:
            self._check_end()
        return self._ran()

    def _advance(self, scheduler: Scheduler) -> None:
        """To the end, or to the first thing that does not hold: what follows from that tells nothing new."""
        now = 0.0
        while now < _TOO_LONG and not self.trace.violations and scheduler.now >= now:
            now = min(now + _STRETCH, _TOO_LONG)
            scheduler.run(until=now)

    def _deposit(self, deposit: Deposit) -> None:
        """Money that comes from elsewhere: what was declined a moment ago would now be taken."""
        self._books.deposit(deposit.customer_id, deposit.amount)
        with self._from_outside():
            deposit.pay_into(self.cloud.memory)

    @contextmanager
    def _from_outside(self) -> Iterator[None]:
        """What is written here is no saga's doing."""
        self._watching = False
        yield
        self._watching = True

    def _hooks(self) -> Hooks:
        return Hooks(
            fault_of=self._fault_of,
            heard=self._heard,
            struck=self.trace.fault,
            committed=self._committed,
            entered=self._entered,
            ended=self._ended,
        )

    def _place(self, saga: Started) -> None:
        given = json.dumps(saga.given())

        start = partial(
            self.cloud.states.start_execution,
            stateMachineArn=machine_arn(saga.saga),
            name=saga.saga_id,
            input=given,
        )
        self.cloud.scheduler.after(saga.at, partial(self.persons.place, saga, start))

    def _sweep(self) -> None:
        if self._unfinished():
            self.persons.sweep()
            self.cloud.scheduler.after(_BETWEEN_SWEEPS, self._sweep)

    def _unfinished(self) -> bool:
        executions = self._executions()
        ended = {saga_id for saga_id, found in executions.items() if found[-1].status == "SUCCEEDED"}
        return any(saga_id not in ended for saga_id in {*executions, *(s.saga_id for s in self.market.sagas)})

    def _committed(self, commit: Commit) -> None:
        changes = self.ledger.take(commit)
        if not self._watching:
            return
        for change in changes:
            status = change.new.get("status") if change.new else "removed"
            self.trace.add(change.pk.partition("#")[2], f"  {change.table}: {change.sk} {status or ''}")
            if change.table == "recovery" and status == "PARKED" and change.new:
                self._park(change.new["saga_id"], change.new["function"])
        self.trace.violated(commits.check(changes))
        self.trace.violated(self._books.check(self.ledger, changes))
        if not self._harm_alone:
            self.trace.violated(self._locks.check(self.ledger, changes))
            self.trace.violated(pessimism.check(changes))
            self.trace.violated(groups.check_commit(changes, self.ledger))
        self.trace.violated(
            deadline.check(changes, self.ledger, now=self.cloud.scheduler.now, placed=self._placed)
        )

    def _park(self, saga_id: str, function: str) -> None:
        self.parked[saga_id, function] += 1
        if self.parked[saga_id, function] > _OFTEN:
            self.trace.violated(iter([f"{saga_id} stays parked at {function}, retried {_OFTEN} times"]))
        else:
            self.persons.decide(saga_id, function)

    def _fault_of(self, invocation: Invocation) -> Fault | None:
        fault = self.trouble.fault_of(invocation, self.cloud.scheduler.now)
        if fault:
            self.trace.fault(fault.name)
        return fault

    def _heard(self, invocation: Invocation, what: str) -> None:
        if what.startswith("called"):
            self.called.append((saga_of(invocation.execution), invocation.function))
        if what == "answers Locked":
            self.locked[saga_of(invocation.execution)] += 1
        if what == "answers Rejected":
            self.trace.fault("rejection by a business rule")
        self.trace.add(saga_of(invocation.execution), f"{invocation.state}: {what}")

    def _entered(self, execution: Execution, state: str) -> None:
        self._placed.setdefault(saga_of(execution.name), self.cloud.scheduler.now)
        after = self.trouble.stop_at(execution, state)
        if after is None:
            return

        def stop() -> None:
            if execution.status == "RUNNING":
                self.trace.fault("execution killed from outside")
                self.trace.add(saga_of(execution.name), f"{execution.name} is killed, it was in {state}")
                self.cloud.states.service.stop(execution, error="Killed", cause="from outside")

        self.cloud.scheduler.after(after, stop)

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
        executions = self._executions()
        market = self._with_nested(executions)
        self.trace.violated(endings.check(self.ledger, market.orders, executions))
        self.trace.violated(groups.check(self.ledger, market.groups, executions))
        self.trace.violated(cancellations.check(self.ledger, market.cancellations, executions))
        self.trace.violated(changes.check(self.ledger, market.changes, executions))
        self.trace.violated(events.check(self.ledger, market, self.cloud.bus.delivered))
        if self.cloud.streams.waiting or self.cloud.streams.parked.bodies:
            self.trace.violated(iter([f"{self.cloud.streams.waiting} stream records were never delivered"]))

    def _with_nested(self, executions: Mapping[str, Sequence[Execution]]) -> Market:
        """Also the orders that came to be placed by groups, and the cancellations by which groups took some back."""
        asked = {saga.saga_id for saga in self.market.sagas}
        begun = {saga_id: found[0] for saga_id, found in executions.items() if saga_id not in asked}
        return replace(
            self.market,
            orders=[*self.market.orders, *self._parts(begun)],
            cancellations=[
                *self.market.cancellations,
                *(
                    Cancellation(saga_id=saga_id, order_id=each.input["input"]["order_id"])
                    for saga_id, each in begun.items()
                    if each.machine.name == "cancel-order"
                ),
            ],
        )

    def _parts(self, begun: Mapping[str, Execution]) -> list[Order]:
        return [order for group in self.market.groups for order in group.orders if order.order_id in begun]

    def _executions(self) -> dict[str, list[Execution]]:
        found: dict[str, list[Execution]] = defaultdict(list)
        for execution in self.cloud.states.executions.values():
            found[saga_of(execution.name)].append(execution)
        return found

    def _ran(self) -> Ran:
        over = {
            saga_id: found[-1].output
            for saga_id, found in self._executions().items()
            if found[-1].status == "SUCCEEDED"
        }
        orders = {
            order.order_id: self.ledger.items.get(("orders", f"order#{order.order_id}", "order"), {})
            for order in self.market.orders
        }
        return Ran(
            trace=self.trace,
            ledger=self.ledger,
            called=tuple(self.called),
            paths={e.name: tuple(e.path) for e in self.cloud.states.executions.values()},
            outcomes={order_id: str(order.get("status", "absent")) for order_id, order in orders.items()},
            locked=self.locked,
            parked=frozenset(saga_id for saga_id, _ in self.parked),
            ends={
                saga_id: str(over[saga_id]["outcome"]) if saga_id in over else "not over"
                for saga_id in self._executions()
            },
            reasons={
                saga_id: str(output["reason"]["code"])
                for saga_id, output in over.items()
                if output.get("reason")
            },
        )


def saga_of(execution: str) -> str:
    """The saga of an execution, which for a recovery is its name without the generation."""
    return execution.partition("-r")[0]
