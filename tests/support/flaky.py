"""A DynamoDB client that fails as told before, or after, it lets a call through to the real one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

Act = Callable[[Callable[[], Any]], Any]


class Flaky:
    """`acts` are used up by `transact_write_items`, one a call; afterwards, and for all else, calls go through."""

    def __init__(self, real: Any, acts: Iterable[Act]) -> None:
        self._real = real
        self._acts = list(acts)
        self.calls = 0

    def transact_write_items(self, **request: Any) -> Any:
        self.calls += 1

        def through() -> Any:
            return self._real.transact_write_items(**request)

        return self._acts.pop(0)(through) if self._acts else through()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def error(code: str) -> Act:
    def act(_through: Callable[[], Any]) -> Any:
        raise ClientError({"Error": {"Code": code, "Message": code}}, "TransactWriteItems")

    return act


def cancelled(*codes: str) -> Act:
    """A cancellation with these reasons, in the order of the writes, and no items."""

    def act(_through: Callable[[], Any]) -> Any:
        response: Any = {
            "Error": {"Code": "TransactionCanceledException", "Message": "cancelled"},
            "CancellationReasons": [{"Code": code} for code in codes],
        }
        raise ClientError(response, "TransactWriteItems")

    return act


def answer_lost(through: Callable[[], Any]) -> Any:
    through()
    raise ReadTimeoutError(endpoint_url="dynamodb")


def never_sent(_through: Callable[[], Any]) -> Any:
    raise ReadTimeoutError(endpoint_url="dynamodb")
