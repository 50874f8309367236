"""Task tokens: who waits for which, for as long as it waits."""

from __future__ import annotations

from typing import Protocol

from statemachines.simulator.paths import Json


class UnknownToken(LookupError):  # noqa: N818 - reads as what it says
    """Nobody waits for this token: it was answered, its task timed out or was cancelled, or it never was one."""


class Waiting(Protocol):
    def succeeded(self, output: Json) -> None: ...

    def failed(self, error: str, cause: str) -> None: ...


class Tokens:
    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}
        self._issued = 0

    def issue(self, execution: str, waiting: Waiting) -> str:
        self._issued += 1
        token = f"token-{self._issued}-{execution}"
        self._waiting[token] = waiting
        return token

    def withdraw(self, token: str) -> None:
        self._waiting.pop(token, None)

    def waiting_for(self, token: str) -> Waiting:
        """Raises UnknownToken."""
        if token not in self._waiting:
            raise UnknownToken(token)
        return self._waiting[token]
