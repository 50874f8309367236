"""A Parallel: all branches at once. When one fails the others are cut off, and its error is the state's.

What the others had begun is not undone: "Parallel workflow state" in AWS's developer guide.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from statemachines.simulator.errors import StateFailed
from statemachines.simulator.limits import fitting
from statemachines.simulator.paths import Json
from statemachines.simulator.states import Parallel
from statemachines.simulator.strand import Strand
from statemachines.simulator.tries import Tries


class ParallelVisit(Tries[Parallel]):
    _strands: tuple[Strand, ...] = ()

    def attempt(self) -> None:
        taken = fitting(self.state.data.taken(self.data, self.context), "the input of a Parallel")
        self.run.record(1)
        outputs: dict[int, Json] = {}
        self._strands = tuple(
            Strand(
                self.run,
                branch,
                visit_of=self.strand.visit_of,
                done=partial(self._done, outputs, number),
                failed=self._branch_failed,
            )
            for number, branch in enumerate(self.state.branches)
        )
        for strand in self._strands:
            strand.begin(taken)

    def give_up(self) -> None:
        self.run.record(1)

    def cancel(self) -> int:
        return self._cut_off() + super().cancel()

    def _done(self, outputs: dict[int, Json], number: int, output: Json) -> None:
        outputs[number] = output
        if len(outputs) == len(self.state.branches):
            self.guard(lambda: self._end([outputs[place] for place in range(len(outputs))]))

    def _end(self, result: Json) -> None:
        self.run.record(1)
        self.succeeded(result)

    def _branch_failed(self, error: StateFailed) -> None:
        aborted = self._cut_off()
        self.guard(self._failing(error, aborted))

    def _failing(self, error: StateFailed, aborted: int) -> Callable[[], None]:
        def fail() -> None:
            self.run.record(aborted)
            raise error

        return fail

    def _cut_off(self) -> int:
        strands, self._strands = self._strands, ()
        return sum(strand.cancel() for strand in strands)
