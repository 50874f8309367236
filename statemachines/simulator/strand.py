"""One line of states under way: the machine's own, or that of a branch.

Every transition goes through the scheduler, so that executions interleave between any two states, and so that
no call stack grows with their number.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

from statemachines.simulator.errors import StateFailed
from statemachines.simulator.limits import fitting
from statemachines.simulator.paths import Json
from statemachines.simulator.run import Run
from statemachines.simulator.states import Branch, Simple, State

S_co = TypeVar("S_co", bound=Simple, covariant=True)


class Visit(ABC, Generic[S_co]):
    """One visit of a state. `data` is its input as it came."""

    def __init__(self, strand: Strand, state: S_co, data: Json) -> None:
        self.strand = strand
        self.run = strand.run
        self.state = state
        self.data = data
        self.entered = self.run.around.scheduler.now

    @abstractmethod
    def begin(self) -> None:
        """Raises StateFailed when the state fails at once."""

    def cancel(self) -> int:
        """Stop what is under way. The number of states that history then says were aborted."""
        return 0

    def context(self) -> Json:
        return self.run.context(self.state.name, entered=self.entered, retries=0, token=None)


VisitOf: TypeAlias = Callable[["Strand", State, Json], Visit[Simple]]


class Strand:
    """`done` gets the output of the last state, `failed` the error that no state caught."""

    def __init__(
        self,
        run: Run,
        branch: Branch,
        *,
        visit_of: VisitOf,
        done: Callable[[Json], None],
        failed: Callable[[StateFailed], None],
    ) -> None:
        self.run = run
        self.visit_of = visit_of
        self._branch = branch
        self._done = done
        self._failed = failed
        self._visit: Visit[Simple] | None = None
        self._over = False

    def begin(self, data: Json) -> None:
        self._go(self._branch.start, data)

    def leave(self, output: Json, to: str | None) -> None:
        """On to the next state; None: this was the last one. Raises StateFailed when the output is too large."""
        self.run.record(1)
        fitting(output, "the output of a state")
        self._visit = None
        if to is not None:
            self._go(to, output)
        else:
            self._over = True
            self._done(output)

    def guard(self, action: Callable[[], None]) -> None:
        """Do something that may fail the state it is done for."""
        if self._over:
            return
        try:
            action()
        except StateFailed as error:
            self.fail(error)

    def fail(self, error: StateFailed) -> None:
        if self._over:
            return
        if error.ends_the_execution:
            self.run.die(error)
        else:
            self._failed(error)

    def cancel(self) -> int:
        """See Visit.cancel."""
        self._over = True
        visit, self._visit = self._visit, None
        return visit.cancel() if visit else 0

    def _go(self, to: str, data: Json) -> None:
        self.run.around.scheduler.after(0.0, lambda: self.guard(lambda: self._enter(to, data)))

    def _enter(self, name: str, data: Json) -> None:
        self._visit = visit = self.visit_of(self, self._branch.states[name], data)
        self.run.entered(name)
        if not self._over:
            visit.begin()
