"""Handlers beside one another: each is suspended whenever it calls a service, or sleeps, and another goes on.

A handler is plain blocking code, and here it stays so: it runs in a greenlet, which is left at every call and
entered again when the answer is there. What a call does takes effect even if its caller was killed meanwhile:
that is how a request that was under way commits after its function is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from greenlet import GreenletExit, getcurrent, greenlet

from statemachines.simulator.scheduler import Scheduler
from tests.support.flaky import Act

T = TypeVar("T")
Then = Callable[["Returned | Raised"], None]


@dataclass(frozen=True)
class Returned:
    value: Any


@dataclass(frozen=True)
class Raised:
    error: Exception


@dataclass
class Worker:
    """One handler at work. `acts` are what befalls its next writes, one a call; `then` hears how it ended."""

    run: greenlet
    then: Then
    acts: list[Act] = field(default_factory=list)
    on_commit: Callable[[], None] | None = None

    @property
    def dead(self) -> bool:
        return self.run.dead

    def enter(self, outcome: Returned | Raised | None) -> None:
        """On with it, until its next call or its end."""
        if self.dead:
            return
        ended = self.run.switch(outcome)
        if self.dead:
            self.then(ended)

    def kill(self) -> None:
        """It does nothing more, ever, and nobody hears of it; what it has sent already still arrives."""
        self.run.throw(GreenletExit)


class Hub:
    """`latency` gives the seconds that a request, or its answer, is on its way."""

    def __init__(self, scheduler: Scheduler, *, latency: Callable[[], float]) -> None:
        self.scheduler = scheduler
        self.latency = latency
        self._workers: WeakKeyDictionary[greenlet, Worker] = WeakKeyDictionary()

    def start(
        self,
        body: Callable[[], Any],
        *,
        then: Then,
        acts: Sequence[Act] = (),
        on_commit: Callable[[], None] | None = None,
    ) -> Worker:
        """Run `body` until its first call; `then` hears how it ended, unless it was killed."""

        worker = Worker(
            run=greenlet(lambda _: outcome_of(body)), then=then, acts=list(acts), on_commit=on_commit
        )
        self._workers[worker.run] = worker
        worker.enter(None)
        return worker

    def call(self, effect: Callable[[], T]) -> T:
        """A request and its answer, with time between. Outside of any worker it takes effect at once."""
        worker = self.current()
        if worker is None:
            return effect()

        def arrive() -> None:
            outcome = outcome_of(effect)
            self.scheduler.after(self.latency(), lambda: worker.enter(outcome))

        self.scheduler.after(self.latency(), arrive)
        answer: T = _suspend()
        return answer

    def sleep(self, seconds: float) -> None:
        worker = self.current()
        assert worker is not None, "only a worker sleeps"
        self.scheduler.after(seconds, lambda: worker.enter(Returned(None)))
        _suspend()

    def current(self) -> Worker | None:
        return self._workers.get(getcurrent())


def outcome_of(effect: Callable[[], Any]) -> Returned | Raised:
    try:
        return Returned(effect())
    except Exception as error:  # noqa: BLE001 - raised again where the call was made
        return Raised(error)


def _suspend() -> Any:
    parent = getcurrent().parent
    assert parent is not None
    outcome = parent.switch()
    if isinstance(outcome, Raised):
        raise outcome.error
    return outcome.value
