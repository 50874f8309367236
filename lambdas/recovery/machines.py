"""The machines of all sagas: which saga an execution is of, told by the machine it runs on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.recovery.executions import Executions

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.recovery.executions import Execution


@dataclass(frozen=True, kw_only=True)
class Machines:
    """The executions of each saga and of what finishes it."""

    sagas: tuple[Executions, ...]

    def find(self, arn: str) -> tuple[Execution, Executions] | None:
        """An execution among those of its saga. None for one that is of no saga here. Raises Transient."""
        for executions in self.sagas:
            execution = executions.find(arn)
            if execution:
                return execution, executions
        return None

    def on(self, machine: str) -> Executions:
        """Those of the saga that runs on a machine. Raises LookupError when none does."""
        for executions in self.sagas:
            if executions.saga == machine:
                return executions
        raise LookupError(f"no saga runs on {machine}")


def machines_of(environment: Mapping[str, str], states: SFNClient) -> Machines:
    """As SAGA_MACHINES and RECOVERY_MACHINES say: ARNs by the saga's name. Raises KeyError when one is missing."""
    sagas, recoveries = (json.loads(environment[name]) for name in ("SAGA_MACHINES", "RECOVERY_MACHINES"))
    return Machines(
        sagas=tuple(
            Executions(states=states, saga=arn, recovery=recoveries[name]) for name, arn in sagas.items()
        )
    )
