"""The store as a handler sees it across a network: every call is a point where another handler may come first."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from tests.simulation.hub import Hub
from tests.simulation.memory.client import MemoryDynamoDB


@dataclass(frozen=True)
class Delayed:
    """What befalls a write that is so many seconds on its way, and then arrives as it was sent."""

    seconds: float

    def __call__(self, through: Callable[[], Any]) -> Any:
        return through()


class DistantStore:
    """A DynamoDB client. What befalls a worker's writes (`acts`) happens here.

    Calls that are `aside` make no stop: nothing that they see is ever changed.
    """

    def __init__(self, hub: Hub, memory: MemoryDynamoDB, *, aside: Container[str] = ()) -> None:
        self._hub = hub
        self._memory = memory
        self._aside = aside

    def transact_write_items(self, **request: Any) -> Any:
        worker = self._hub.current()
        acts = worker.acts if worker else []
        act = acts.pop(0) if acts else None
        if isinstance(act, Delayed):
            self._hub.sleep(act.seconds)

        def commit() -> Any:
            answer = self._memory.transact_write_items(**request)
            if worker and worker.on_commit:
                worker.on_commit()
            return answer

        return self._hub.call(lambda: act(commit) if act else commit())

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._memory, name)
        if name in self._aside:
            return method
        return lambda **request: self._hub.call(lambda: method(**request))
