"""A store that fails at one call, or from it on for a while: before the call did its work, after it, or for good."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from tests.webhooks.office import Died

Way = Callable[[Callable[[], Any]], Any]
"""What becomes of a call."""


def unanswered(call: Callable[[], Any]) -> Any:
    call()
    raise ReadTimeoutError(endpoint_url="dynamodb")


def unsent(_: Callable[[], Any]) -> Any:
    raise ReadTimeoutError(endpoint_url="dynamodb")


def throttled(_: Callable[[], Any]) -> Any:
    raise ClientError({"Error": {"Code": "ThrottlingException"}}, "Any")


def dead_before(_: Callable[[], Any]) -> Any:
    raise Died


def dead_after(call: Callable[[], Any]) -> Any:
    call()
    raise Died


WAYS: dict[str, Way] = {
    "its answer is lost": unanswered,
    "it never arrives": unsent,
    "it is throttled": throttled,
    "the function dies before it": dead_before,
    "the function dies after it": dead_after,
}

_CALLS = ("get_item", "query", "transact_write_items")


@dataclass
class Troubled:
    """A client of the store. Calls `first` to `first + length - 1` since `begin` go the `way`."""

    real: Any
    first: int
    length: int
    way: Way
    calls: int = 0
    begun: bool = False

    @property
    def struck(self) -> bool:
        return self.calls > self.first

    def begin(self) -> None:
        self.begun = True

    def __getattr__(self, name: str) -> Any:
        through = getattr(self.real, name)
        return self._counted(through) if self.begun and name in _CALLS else through

    def _counted(self, through: Callable[..., Any]) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            number, self.calls = self.calls, self.calls + 1
            if self.first <= number < self.first + self.length:
                return self.way(lambda: through(**request))
            return through(**request)

        return call
