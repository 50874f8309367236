"""Trouble by chance in a target while a crowd is there, and what helps those whom it befell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tests.scenarios.crowd.runs import Run, Saga


class Commotion(Protocol):
    """`most` is how many sagas the target bears at once."""

    most: int

    def stir(self, running: Sequence[Run]) -> None:
        """A moment passes: something may befall one of those that run."""

    def recover(self, run: Run) -> bool:
        """What the event does that tells of an execution that was cut off. False: it is left to the event."""

    def retry(self, *, saga_id: str, function: str) -> None:
        """What a person decides about a function that is parked."""

    def once_more(self, sagas: Sequence[Saga]) -> int:
        """When all is over, commands come again, however late; how many did."""

    @property
    def befell(self) -> Any:
        """How often each thing befell somebody."""
