"""The execution of a saga: it has the saga's id for a name, and an order's saga has the order's id."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from ops.errors import RunFailed

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

_END_SECONDS = 60.0
_PAUSE = 0.1


def execution_arn(state_machine_arn: str, saga_id: str) -> str:
    return f"{state_machine_arn.replace(':stateMachine:', ':execution:')}:{saga_id}"


def machine_of(arn: str) -> str:
    """The machine, by ARN, that an execution runs on."""
    return arn.rpartition(":")[0].replace(":execution:", ":stateMachine:")


def ended(states: SFNClient, arn: str) -> str:
    """The status of an execution once it is over: an approved order is decided before its goods have left.

    Raises RunFailed when that takes too long.
    """
    deadline = time.monotonic() + _END_SECONDS
    while (status := states.describe_execution(executionArn=arn)["status"]) == "RUNNING":
        if time.monotonic() > deadline:
            raise RunFailed(f"the execution {arn} was not over after {_END_SECONDS:.0f} s")
        time.sleep(_PAUSE)
    return status


def history(states: SFNClient, arn: str) -> list[dict[str, Any]]:
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn)
    return [dict(event) for page in pages for event in page["events"]]
