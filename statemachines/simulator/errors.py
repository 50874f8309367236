"""What a state reports when it fails, and which Retry and Catch it matches.

The rules are those of "Handling errors in Step Functions workflows" in AWS's developer guide:

States.ALL                matches every name but the two below; alone in its list, and in the last rule
States.TaskFailed         matches every name that States.ALL does, but States.Timeout
States.Runtime            always ends the execution, whatever is written in a Retry or a Catch
States.DataLimitExceeded  is terminal too

The two that end it are stricter here than AWS was seen to be: a function's answer that is too large reached a
Catch of States.ALL there, against the guide. A saga that survives the guide survives that too.
"""

from __future__ import annotations

ALL = "States.ALL"
TASK_FAILED = "States.TaskFailed"
TIMEOUT = "States.Timeout"
RUNTIME = "States.Runtime"
DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded"
NO_CHOICE_MATCHED = "States.NoChoiceMatched"
RESULT_PATH_MATCH_FAILURE = "States.ResultPathMatchFailure"

_ENDS_THE_EXECUTION = frozenset({RUNTIME, DATA_LIMIT_EXCEEDED})


class StateFailed(Exception):  # noqa: N818 - what happened, and no defect of this program
    """A state reports an error: `error` is its name, `cause` a text for people."""

    def __init__(self, error: str, cause: str = "") -> None:
        super().__init__(f"{error}: {cause}")
        self.error = error
        self.cause = cause

    @property
    def ends_the_execution(self) -> bool:
        return self.error in _ENDS_THE_EXECUTION

    def output(self) -> dict[str, str]:
        """The error output, as a Catch passes it on."""
        return {"Error": self.error, "Cause": self.cause}


class Unsupported(ValueError):  # noqa: N818 - reads as what it says
    """The machine is wrong, or has something the interpreter does not know. Names the state and the field."""

    def __init__(self, where: str, field: str, why: str) -> None:
        super().__init__(f"{where}: {field}: {why}")
        self.where = where
        self.field = field


def matches(listed: frozenset[str], error: str) -> bool:
    """Whether an ErrorEquals takes an error of this name."""
    if error in _ENDS_THE_EXECUTION:
        return False
    if error in listed or ALL in listed:
        return True
    return TASK_FAILED in listed and error != TIMEOUT
