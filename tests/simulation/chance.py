"""Trouble by chance: each seed has a weather of its own, from calm to stormy, with some kinds of faults or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lambdas.recovery.recovering import MAX_GENERATIONS
from statemachines.simulator.stepfunctions import Execution, Invocation
from tests.simulation import faults
from tests.simulation.cloud import deployed
from tests.simulation.functions import Fault
from tests.simulation.market import crowd, crowded
from tests.simulation.outbox import Weather
from tests.simulation.simulation import Simulation, Trouble

_RATES = (0.0, 0.02, 0.1, 0.3, 0.6)

_EVERY, _CROWD = 100, 200
"""One seed of so many is a crowd of so many sagas, unless all are to be crowds."""


def simulation_of(seed: int, *, sagas: int | None = None) -> Simulation:
    """All that a seed stands for: who orders what, and what goes wrong; with `sagas`, in a crowd of so many."""
    random = Random(f"what goes wrong in {seed}")
    if sagas is None and seed % _EVERY == _EVERY - 1:
        sagas = _CROWD
    market = crowd(random, sagas=sagas) if sagas else crowded(random, orders=random.randint(2, 8))
    return Simulation(seed=seed, market=market, trouble=_trouble(random, closed=1.0 if sagas else 0.5))


_PARKING = "RecoveryPark"


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A function that fails whenever it is called, from one moment to another, in seconds."""

    function: str
    begins: float
    ends: float


@dataclass(frozen=True, kw_only=True)
class Chance:
    """Draws faults for invocations and stops for executions. Rates are from 0 to 1."""

    random: Random
    kinds: Sequence[Fault]
    rate: float
    stops: float
    outages: Sequence[Outage]

    def fault_of(self, invocation: Invocation, now: float) -> Fault | None:
        for outage in self.outages:
            if outage.function == invocation.function and outage.begins <= now < outage.ends:
                return faults.OUTAGE
        return self.random.choice(self.kinds) if self.random.random() < self.rate else None

    def stop_at(self, execution: Execution, _: str) -> float | None:
        """But for the last recovery there is: a saga that loses that one is left to a person, whom nobody plays."""
        if self.random.random() >= self.stops or execution.name.endswith(f"-r{MAX_GENERATIONS}"):
            return None
        return self.random.choice((0.0, self.random.uniform(0, 1), self.random.uniform(0, 30)))


def _trouble(random: Random, *, closed: float) -> Trouble:
    """`closed` is how often, from 0 to 1, the warehouse is: goods that leave late can be changed or cancelled."""
    chance = Chance(
        random=random,
        kinds=random.sample(faults.INSTANCES, random.choice((1, 3, len(faults.INSTANCES)))),
        rate=random.choice(_RATES),
        stops=random.choice((0.0, 0.0, 0.01, 0.05)),
        outages=[
            *(_outage(random) for _ in range(random.choice((0, 0, 1, 2)))),
            *_warehouse_closed(random, closed),
        ],
    )
    weather = Weather(
        refused=random.choice((0.0, 0.1, 0.4)),
        failed=random.choice((0.0, 0.1)),
        unanswered=random.choice((0.0, 0.1)),
        delivered_twice=random.choice((0.0, 0.1, 0.3)),
    )
    return Trouble(
        fault_of=chance.fault_of,
        stop_at=chance.stop_at,
        weather=weather,
        unheard=random.choice((0.0, 0.0, 0.5)),
    )


def _outage(random: Random) -> Outage:
    """Where sagas cannot even be parked for longer than all their recoveries try, they are left to a person."""
    begins, function = random.uniform(0, 60), random.choice(sorted(deployed()))
    lasts = random.choice((20.0, 300.0, 3000.0))
    longest = 1200.0 if function == _PARKING else lasts
    return Outage(function=function, begins=begins, ends=begins + min(lasts, longest))


def _warehouse_closed(random: Random, rate: float) -> Sequence[Outage]:
    if random.random() >= rate:
        return ()
    return (Outage(function="InventoryShip", begins=0.0, ends=random.uniform(20, 120)),)
