"""What ends a run with a message instead of a traceback."""

from __future__ import annotations


class RunFailed(Exception):  # noqa: N818 - says what happened
    """`str()` is one line for the person at the terminal; `log` is the end of the log that explains it."""

    def __init__(self, message: str, *, log: str = "") -> None:
        super().__init__(message)
        self.log = log
