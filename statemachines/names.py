"""A function of a participant, and every name that follows from `participant.action`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\.[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True)
class Function:
    """One Lambda function. `timeout` is its own limit, in seconds."""

    name: str
    timeout: int = 10

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a function is named participant.action in snake case, not {self.name!r}")
        if not 1 <= self.timeout <= 900:  # noqa: PLR2004 - Lambda's own limit
            raise ValueError(f"{self.name}: a timeout is 1 to 900 seconds, not {self.timeout}")

    @property
    def participant(self) -> str:
        return self.name.split(".")[0]

    @property
    def action(self) -> str:
        return self.name.split(".")[1]

    @property
    def placeholder(self) -> str:
        """Its `${Placeholder}` in the ASL: `customers.reserve_credit` is CustomersReserveCredit."""
        return "".join(word.capitalize() for word in re.split(r"[._]", self.name))

    @property
    def handler(self) -> str:
        """Where Lambda finds it."""
        return f"lambdas.{self.participant}.handler.{self.action}"
