"""Why a command could not do what it was asked."""

from __future__ import annotations

COULD_NOT = 1
USAGE = 2


class CannotDo(Exception):  # noqa: N818 - says what happened
    """`str()` is one or two lines that say what to do; `code` (UPPER_SNAKE) is for programs."""

    def __init__(self, code: str, message: str, *, status: int = COULD_NOT) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def usage(code: str, message: str) -> CannotDo:
    """It is the command line that has to change."""
    return CannotDo(code, message, status=USAGE)
