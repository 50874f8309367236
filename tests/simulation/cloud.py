"""All that a saga runs on, on virtual time: tables in memory, functions, streams, bus, and the state machines.

Nothing goes wrong in it by itself, and nobody looks after it: both are the caller's, by its Hooks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, cast

from lambdas.shared.world import World
from statemachines.generate import SAGAS, asl_path, recovery_asl_path
from statemachines.simulator.machine import Machine
from statemachines.simulator.scheduler import Scheduler
from statemachines.simulator.stepfunctions import Execution, Invocation, StepFunctions
from statemachines.states import PARK
from tests.simulation.functions import Deployed, Fault, Functions
from tests.simulation.hub import Hub
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.commits import Commit
from tests.simulation.memory.worlds import SHAPES
from tests.simulation.outbox import Bus, Streams, Weather
from tests.simulation.persons import recovery_of
from tests.simulation.states import StatesClient, machine_arn
from tests.simulation.store import DistantStore
from tests.support.worlds import installed

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Hooks:
    """What is asked and told while the cloud runs. `struck` gets the name of each fault of the bus.

    `fault_of` says what becomes of an invocation; `entered` gets an execution and the state.
    """

    fault_of: Callable[[Invocation], Fault | None] = lambda _: None
    heard: Callable[[Invocation, str], None] = lambda _, __: None
    struck: Callable[[str], None] = lambda _: None
    committed: Callable[[Commit], None] = lambda _: None
    entered: Callable[[Execution, str], None] = lambda _, __: None
    ended: Callable[[Execution], None] = lambda _: None


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long things take, in seconds: a request or its answer on its way, a function until it begins."""

    latency: Callable[[], float]
    start_up: Callable[[], float]


def by_chance(random: Random) -> Pace:
    return Pace(latency=lambda: random.uniform(0.002, 0.03), start_up=lambda: random.uniform(0.005, 0.4))


class Cloud:
    """`random` draws all that is drawn: with the same one it is the same course of events.

    `others` are handlers, by the placeholders of the functions, that are deployed in the place of our own.
    """

    def __init__(
        self,
        *,
        random: Random,
        pace: Pace,
        weather: Weather,
        hooks: Hooks,
        others: Mapping[str, str] | None = None,
    ) -> None:
        self.scheduler = Scheduler(Random(random.random()))
        self.hub = Hub(self.scheduler, latency=pace.latency)
        self.bus = Bus(self.hub, weather, random, hooks.struck)
        self.streams = Streams(self.hub, self.bus, random)
        self._hooks = hooks
        self.memory = MemoryDynamoDB(tables=SHAPES, on_commit=self._committed)
        self.world = World(
            dynamodb=cast("Any", DistantStore(self.hub, self.memory)),
            tables={name: name for name in SHAPES},
            machines={saga.name: machine_arn(saga.name) for saga in SAGAS},
            service=lambda _: self.states,
            clock=self._clock,
            sleep=self.hub.sleep,
            random=random,
        )
        functions = Functions(
            hub=self.hub,
            deployed=_with(others or {}),
            start_up=pace.start_up,
            fault_of=hooks.fault_of,
            heard=hooks.heard,
        )
        service = StepFunctions(
            scheduler=self.scheduler,
            random=random,
            invoke=functions.invoke,
            clock=lambda now: START + timedelta(seconds=now),
            on_entered=hooks.entered,
            on_ended=hooks.ended,
        )
        self.states = StatesClient(self.hub, service, machines())

    @contextmanager
    def at_work(self) -> Iterator[Scheduler]:
        """Its time may be moved on inside: the handlers find its tables, and afterwards those they had before."""
        with installed(self.world):
            yield self.scheduler

    def _committed(self, commit: Commit) -> None:
        self.streams.committed(commit)
        self._hooks.committed(commit)

    def _clock(self) -> datetime:
        return START + timedelta(seconds=self.scheduler.now)


def _with(others: Mapping[str, str]) -> Mapping[str, Deployed]:
    return {
        name: replace(function, handler=others.get(name, function.handler))
        for name, function in deployed().items()
    }


@cache
def machines() -> Mapping[str, Machine]:
    paths = {saga.name: asl_path(saga.name) for saga in SAGAS}
    paths |= {recovery_of(saga.name): recovery_asl_path(saga.name) for saga in SAGAS}
    return {
        name: Machine.of(name, json.loads(path.read_text(encoding="utf-8"))) for name, path in paths.items()
    }


@cache
def deployed() -> Mapping[str, Deployed]:
    return {
        function.placeholder: Deployed(handler=function.handler, timeout=function.timeout)
        for function in (*(function for saga in SAGAS for function in saga.functions), PARK)
    }
