"""An office with real senders: a pool of threads for each lane, real sockets, and time that waits for both.

Hints that are due are followed at the same time, as many as a lane has senders. Only when all of them have come
to their end does the clock go on.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from threading import RLock
from time import monotonic
from typing import Any, cast

from lambdas.endpoints.lanes import Lane
from lambdas.webhooks.attempting import Attempts
from lambdas.webhooks.connection import Network
from lambdas.webhooks.wire import Limits, Wire
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.worlds import memory_world
from tests.support.worlds import Clock
from tests.unit.endpoints.fakes import FakeQueues
from tests.webhooks.office import Office
from tests.webhooks.post import Post
from tests.webhooks.ways import trusted

SENDERS: Mapping[Lane, int] = {Lane.PROMPT: 16, Lane.PATIENT: 4}
"""Of the lanes' fifty and ten, what a laptop has cores for."""

SMALL = Limits(total=0.2, connect=0.1, body=0.05, header_bytes=4096, answer_bytes=256)
"""So that a receiver that is silent costs tenths of a second."""

SPEED = 40
"""Of the stopwatch, so that a receiver is slow that takes a twentieth of a second."""


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cadata=trusted().pem())


class Locked:
    """A store that takes one call at a time."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self._lock = RLock()

    def __getattr__(self, name: str) -> Any:
        through = getattr(self._real, name)

        def call(**request: Any) -> Any:
            with self._lock:
                return through(**request)

        return call


@dataclass(kw_only=True)
class BusyOffice(Office):
    """With `wired` off, `post` takes the place of the network."""

    limits: Limits = SMALL
    wired: bool = True
    pools: Mapping[Lane, ThreadPoolExecutor] = field(repr=False)

    @property
    def attempts(self) -> Attempts:
        if not self.wired:
            return super().attempts
        wire = Wire(limits=self.limits, network=Network(trust=_trust))
        return Attempts(world=self.world, local=True, post=wire.post, stopwatch=self.stopwatch)

    def begin(self) -> list[Future[None]]:
        """Senders for what is due now."""
        return [self.pools[message.lane].submit(self._take, message) for message in self.queues.due()]

    def work(self) -> None:
        while begun := self.begin():
            for each in begun:
                each.result()


@contextmanager
def busy_office(
    *, senders: Mapping[Lane, int] = SENDERS, limits: Limits = SMALL, tick: timedelta = timedelta(seconds=5)
) -> Iterator[BusyOffice]:
    clock = Clock()
    with ExitStack() as stack:
        world = stack.enter_context(memory_world(clock=clock))
        pools = {lane: stack.enter_context(ThreadPoolExecutor(number)) for lane, number in senders.items()}
        locked: Any = Locked(world.dynamodb)
        yield BusyOffice(
            world=replace(world, dynamodb=locked),
            memory=cast("MemoryDynamoDB", world.dynamodb),
            clock=clock,
            queues=FakeQueues(clock),
            post=Post(clock),
            stopwatch=lambda: SPEED * monotonic(),
            limits=limits,
            pools=pools,
            tick=tick,
        )
