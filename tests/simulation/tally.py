"""What a number of seeds came to: sagas by how they ended, locks that were waited for, faults by kind, and seeds that
broke an invariant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.simulation.market import Market, Started
from tests.simulation.simulation import Ran

_TROUBLE = {"STEP_FAILED", "STEP_TIMED_OUT", "EXECUTION_ABORTED", "DEADLINE_EXCEEDED"}
"""The reasons of a saga that nobody said no to."""

_LOCKED = "ORDER_LOCKED"


@dataclass
class Tally:
    """`orders` that were made are counted by their status, the other sagas by what they came to.

    `waits` is how often a saga was told that an order is locked, or not there yet, `waited` how many sagas were;
    `parked` how many a person had to help. `broken` are seeds with what they broke.
    """

    seeds: int = 0
    orders: Counter[str] = field(default_factory=Counter)
    cancellations: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    waits: int = 0
    waited: int = 0
    parked: int = 0
    groups: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def add(self, seed: int, market: Market, ran: Ran) -> None:
        self.seeds += 1
        self.orders.update(_orders(market.orders, ran))
        self.cancellations.update(_ends(market.cancellations, ran))
        self.changes.update(_ends(market.changes, ran))
        self.waits += sum(ran.locked.values())
        self.waited += len(ran.locked)
        self.parked += len(ran.parked)
        self.groups.update(_ends(market.groups, ran))
        self.faults += ran.trace.faults
        if ran.trace.violations:
            self.broken[seed] = ran.trace.violations

    def merge(self, other: Tally) -> None:
        self.seeds += other.seeds
        self.orders += other.orders
        self.cancellations += other.cancellations
        self.changes += other.changes
        self.waits += other.waits
        self.waited += other.waited
        self.parked += other.parked
        self.groups += other.groups
        self.faults += other.faults
        self.broken |= other.broken

    @property
    def sagas(self) -> int:
        return self.orders.total() + self.cancellations.total() + self.changes.total() + self.groups.total()

    def lines(self) -> Iterator[str]:
        yield f"{self.seeds} seeds, {self.sagas} sagas:"
        for name, ends in (
            ("orders", self.orders),
            ("cancellations", self.cancellations),
            ("changes", self.changes),
            ("groups", self.groups),
        ):
            told = ", ".join(f"{number} {end}" for end, number in sorted(ends.items()))
            yield f"  {ends.total():7}  {name}: {told}"
        yield f"{self.waits} times a lock was waited for, by {self.waited} sagas; {self.parked} were parked"
        yield f"{self.faults.total()} faults:"
        yield from (f"  {number:7}  {name}" for name, number in self.faults.most_common())


def _orders(orders: Sequence[Started], ran: Ran) -> Iterator[str]:
    for order in orders:
        status = ran.outcomes[order.saga_id].lower()
        yield _end(order, ran) if status == "rejected" else status


def _ends(sagas: Sequence[Started], ran: Ran) -> Iterator[str]:
    return (_end(saga, ran) for saga in sagas)


def _end(saga: Started, ran: Ran) -> str:
    end, reason = ran.ends.get(saga.saga_id, "never started"), ran.reasons.get(saga.saga_id)
    if end != "COMPENSATED":
        return {"COMPLETED": "done"}.get(end, end)
    if reason == _LOCKED:
        return "waited in vain"
    return "turned back" if reason in _TROUBLE else "refused"
