"""The errors a task can end with, and which rule of a Catch or a Retry matches them.

As AWS documents it under "Handling errors in Step Functions workflows": `States.ALL` matches every error but
the two that end the execution, `States.TaskFailed` every error but `States.Timeout`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from statemachines.verify.language.machine import Catcher, State

ALL = "States.ALL"
TASK_FAILED = "States.TaskFailed"
WILDCARDS = frozenset({ALL, TASK_FAILED})

ENDING = ("States.Runtime", "States.DataLimitExceeded")
"""No wildcard matches these: the execution ends, wherever it is."""

TRANSIENT = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)
"""What a task that invokes a function has to retry."""

OTHER = "any other error"
"""Whatever a function raises that the machine has no name for."""

_OF_FUNCTIONS = ("Lambda.Unknown", "Sandbox.Timedout", *TRANSIENT)


def matches(pattern: str, error: str) -> bool:
    if pattern == ALL:
        return error not in ENDING
    if pattern == TASK_FAILED:
        return error not in ENDING and error != "States.Timeout"
    return pattern == error


@lru_cache
def errors_of(task: State, further: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What this task can end with, the most telling first. `further` are errors its function is known to raise."""
    named = [error for state in _around(task) for error in _named(state)]
    functions = _OF_FUNCTIONS if task.integration == "lambda:invoke" else ()
    heartbeat = ("States.HeartbeatTimeout",) if "HeartbeatSeconds" in task.raw else ()
    every = ("States.Timeout", *further, *named, *functions, *heartbeat, "States.Permissions", OTHER)
    return tuple(dict.fromkeys(every))


@lru_cache
def caught(state: State, errors: tuple[str, ...]) -> Mapping[Catcher | None, tuple[str, ...]]:
    """The errors by the catcher that takes them, None for those that nothing catches."""
    groups: dict[Catcher | None, tuple[str, ...]] = {}
    catchers = state.catchers
    for error in errors:
        taker = next((one for one in catchers if any(matches(name, error) for name in one.errors)), None)
        groups[taker] = (*groups.get(taker, ()), error)
    return groups


def told(errors: Sequence[str]) -> str:
    """For a message: all of a few, the first of many."""
    few = 3
    return ", ".join(errors) if len(errors) <= few else f"{', '.join(errors[:2])} and {len(errors) - 2} more"


def matching(rules: Iterable[Mapping[str, Any]], error: str) -> Mapping[str, Any] | None:
    """The first Retry rule that matches."""
    return next((rule for rule in rules if any(matches(name, error) for name in rule["ErrorEquals"])), None)


def _named(state: State) -> list[str]:
    rules = [*state.raw.get("Retry", ()), *state.raw.get("Catch", ())]
    named = (error for rule in rules for error in rule["ErrorEquals"])
    return [error for error in named if error not in WILDCARDS and error not in ENDING]


def _around(state: State) -> Iterable[State]:
    """The state and the Parallels and Maps it is in: what they catch is raised in them."""
    at: State | None = state
    while at is not None:
        yield at
        at = at.container
