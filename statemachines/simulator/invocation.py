"""What the interpreter asks of functions, and what it hears from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from statemachines.simulator.paths import Json


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """`function` is the placeholder's name, `OrdersCreate`; `execution` the name of the execution.

    `attempt` is 0 at first, then the number of the retry. `token` is there when the state waits for one. The
    payload is shared with the execution: whoever would change it takes a copy.
    """

    function: str
    payload: Json
    execution: str
    state: str
    attempt: int
    token: str | None


@dataclass(frozen=True, slots=True)
class Success:
    payload: Json


@dataclass(frozen=True, slots=True)
class Failure:
    """`cause` is for people; Lambda's is JSON, see `raised`."""

    error: str
    cause: str = ""


Answer: TypeAlias = Success | Failure
Invoke: TypeAlias = Callable[[Invocation, Callable[[Answer], None]], None]
"""May answer at once, later, never, or twice; only the first answer counts, and only while it is waited for."""


def raised(error_type: str, message: str) -> Failure:
    """What Step Functions is told of a function that raised: its class is the error, the cause is Lambda's JSON."""
    return Failure(error_type, json.dumps({"errorMessage": message, "errorType": error_type}))
