"""A course of events in which sagas meet at the worst moment, whoever the participants are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from statemachines.simulator.stepfunctions import Invocation
from tests.simulation import faults
from tests.simulation.functions import Fault
from tests.simulation.market import Article, Change, Customer, Market, Order
from tests.simulation.simulation import Ran, Simulation, Trouble, saga_of

TEA, POT = 450, 2000
"""What a piece of each costs."""


SEEDS = range(3)
"""They differ in what no course fixes: how long each call takes."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """`slow` are functions, as (saga, function), whose first write is so many seconds on its way: what they have read
    is old by then. No goods leave before `closed_until`, in seconds.
    """

    market: Market
    slow: Mapping[tuple[str, str], float] = field(default_factory=dict)
    closed_until: float = 0.0

    def play(self, seed: int, *, others: Mapping[str, str] | None = None) -> Ran:
        """`others` are in the place of our own handlers, by the placeholders of their functions."""
        return Simulation(seed=seed, market=self.market, trouble=self._trouble(), others=others).run()

    def _trouble(self) -> Trouble:
        called: set[tuple[str, str]] = set()

        def fault_of(invocation: Invocation, now: float) -> Fault | None:
            if invocation.function == "InventoryShip" and now < self.closed_until:
                return faults.OUTAGE
            call = saga_of(invocation.execution), invocation.function
            first = call not in called
            called.add(call)
            return faults.Slow(self.slow[call]) if first and call in self.slow else None

        return Trouble(fault_of=fault_of)


def from_module(module: ModuleType, **functions: str) -> dict[str, str]:
    """Handlers of a module by the placeholders of the functions in whose place they are deployed."""
    return {placeholder: f"{module.__name__}.{name}" for placeholder, name in functions.items()}


def of(**pieces: int) -> list[dict[str, Any]]:
    """Lines of an order: `of(tea=2)`."""
    return [{"sku": sku, "quantity": quantity} for sku, quantity in pieces.items()]


def order(order_id: str, customer_id: str, items: Sequence[Mapping[str, Any]], *, at: float = 0.0) -> Order:
    return Order(order_id=order_id, customer_id=customer_id, items=items, at=at)


def change(items: Sequence[Mapping[str, Any]], *, at: float, saga_id: str = "g-1") -> Change:
    """Of order o-1."""
    return Change(saga_id=saga_id, order_id="o-1", items=items, at=at)


def shelf(*, tea: int, pot: int = 0) -> list[Article]:
    return [Article(sku="tea", price=TEA, stock=tea), Article(sku="pot", price=POT, stock=pot)]


def customer(customer_id: str, *, credit: int = 10_000, money: int = 10_000) -> Customer:
    return Customer(customer_id=customer_id, credit=credit, balance=money)
