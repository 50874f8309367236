"""What a number of seeds came to: sagas by how they ended, faults by kind, and seeds that broke an invariant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.simulation.market import Market, Started
from tests.simulation.simulation import Ran

_SAID = {"COMPLETED": "done", "COMPENSATED": "refused"}


@dataclass
class Tally:
    """`orders` are counted by status, the other sagas by what they came to. `broken` are seeds with what they broke."""

    seeds: int = 0
    orders: Counter[str] = field(default_factory=Counter)
    cancellations: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def add(self, seed: int, market: Market, ran: Ran) -> None:
        self.seeds += 1
        self.orders.update(outcome.lower() for outcome in ran.outcomes.values())
        self.cancellations.update(_ends(market.cancellations, ran))
        self.changes.update(_ends(market.changes, ran))
        self.groups.update(_ends(market.groups, ran))
        self.faults += ran.trace.faults
        if ran.trace.violations:
            self.broken[seed] = ran.trace.violations

    def merge(self, other: Tally) -> None:
        self.seeds += other.seeds
        self.orders += other.orders
        self.cancellations += other.cancellations
        self.changes += other.changes
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
        yield f"{self.faults.total()} faults:"
        yield from (f"  {number:7}  {name}" for name, number in self.faults.most_common())


def _ends(sagas: Sequence[Started], ran: Ran) -> Iterator[str]:
    for saga in sagas:
        end = ran.ends.get(saga.saga_id, "never started")
        yield _SAID.get(end, end)
