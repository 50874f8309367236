"""How the sagas of a crowd stand: by their own executions and, for those that were cut off, by what recovers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ops.executions import execution_arn
from statemachines.deployed import machine_output, recovery_output

if TYPE_CHECKING:
    from tests.scenarios.targets.target import Target

RUNNING, OVER = "RUNNING", "SUCCEEDED"


@dataclass(frozen=True, kw_only=True)
class Saga:
    """One that was asked for; `name` is its table's."""

    name: str
    saga_id: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """The latest execution of a saga."""

    saga: Saga
    arn: str
    status: str
    generation: int


@dataclass(frozen=True)
class Runs:
    target: Target

    def of(self, sagas: Iterable[Saga]) -> Iterator[Run]:
        running = set(self._running())
        for saga in sagas:
            own = self._own(saga)
            yield (
                self._latest(saga)
                if own not in running
                else Run(saga=saga, arn=own, status=RUNNING, generation=0)
            )

    def _latest(self, saga: Saga) -> Run:
        """Its own, or the last of those that took it up, one after the other."""
        generation, arn = 0, self._own(saga)
        status = self._status(arn)
        assert status, f"{saga} was never started"
        while status not in (RUNNING, OVER):
            further = self._recovery(saga, generation + 1)
            found = self._status(further)
            if found is None:
                break
            generation, arn, status = generation + 1, further, found
        return Run(saga=saga, arn=arn, status=status, generation=generation)

    def _running(self) -> Iterator[str]:
        """Sagas' own: most of a crowd is among them, and is not asked for one by one."""
        listed = self.target.states.get_paginator("list_executions")
        for output, arn in self.target.outputs.items():
            if output.endswith("MachineArn") and "Recovery" not in output:
                for page in listed.paginate(stateMachineArn=arn, statusFilter="RUNNING"):
                    yield from (execution["executionArn"] for execution in page["executions"])

    def _own(self, saga: Saga) -> str:
        return execution_arn(self.target.outputs[machine_output(saga.name)], saga.saga_id)

    def _recovery(self, saga: Saga, generation: int) -> str:
        machine = self.target.outputs[recovery_output(saga.name)]
        return execution_arn(machine, f"{saga.saga_id}-r{generation}")

    def _status(self, arn: str) -> str | None:
        """None for one that there is not."""
        states: Any = self.target.states
        try:
            return str(states.describe_execution(executionArn=arn)["status"])
        except states.exceptions.ExecutionDoesNotExist:
            return None
