"""Finishing a saga whose execution was cut off: which execution to take up, and what the next one is told.

The recovery needs the saga's input and nothing else. Its name and its input follow from the execution that was
cut off, so it starts once however often it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.recovery.refused import Refused

if TYPE_CHECKING:
    from lambdas.recovery.executions import Execution, Executions

MAX_GENERATIONS = 5
"""What was cut off so often will be again: a person has to find out by what."""

GIVEN_UP = "GIVEN_UP"


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """The execution that finishes the saga. `started` by this call, or there before."""

    saga_id: str
    execution_arn: str
    generation: int
    started: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "saga_id": self.saga_id,
            "execution_arn": self.execution_arn,
            "generation": self.generation,
            "started": self.started,
        }


def recover(execution: Execution, executions: Executions) -> Recovery:
    """Take up the saga of an execution that was cut off, at its latest recovery. Raises Refused or Transient."""
    if not execution.dead:
        raise Refused(
            code="NOT_CUT_OFF", message=f"{execution.arn} is {execution.status}: there is nothing to recover"
        )
    saga_id, data = _given(execution)
    latest = _latest(execution, saga_id, executions)
    if not latest.dead:
        return Recovery(
            saga_id=saga_id, execution_arn=latest.arn, generation=latest.generation, started=False
        )
    generation = latest.generation + 1
    if generation > MAX_GENERATIONS:
        times = f"{MAX_GENERATIONS} recoveries of it were cut off too, the last as {latest.status}"
        raise Refused(code=GIVEN_UP, message=f"saga {saga_id} is not taken up again: {times}")
    given = recovery_input(saga_id, data, status=latest.status)
    arn = executions.start(saga_id, generation, given=given)
    return Recovery(
        saga_id=saga_id,
        execution_arn=arn or executions.arn_of(saga_id, generation),
        generation=generation,
        started=arn is not None,
    )


def recovery_input(saga_id: str, data: Mapping[str, Any], *, status: str) -> str:
    """The same bytes each time. `status` is that of the execution that was cut off."""
    was = status.lower().replace("_", " ")
    cause = f"EXECUTION_{status}: the saga was cut off ({was}) and was finished by recovery"
    error = {"Error": f"Execution.{status}", "Cause": cause}
    return json.dumps(
        {"saga_id": saga_id, "input": data, "error": error}, sort_keys=True, separators=(",", ":")
    )


def _given(execution: Execution) -> tuple[str, Mapping[str, Any]]:
    try:
        given = json.loads(execution.input)
        saga_id, data = given["saga_id"], given["input"]
    except (KeyError, TypeError, ValueError):
        saga_id, data = None, None
    if not isinstance(saga_id, str) or not saga_id or not isinstance(data, Mapping):
        raise Refused(
            code=GIVEN_UP, message=f"the input of {execution.arn} is not a saga's: no saga_id, or no input"
        )
    return saga_id, data


def _latest(execution: Execution, saga_id: str, executions: Executions) -> Execution:
    """The last of its recoveries, or itself."""
    latest = execution
    for generation in range(execution.generation + 1, MAX_GENERATIONS + 1):
        following = executions.of_generation(saga_id, generation)
        if following is None:
            break
        latest = following
    return latest
