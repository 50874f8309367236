"""A client whose calls run one at a time, whatever threads make them.

moto puts back a whole table when a transaction fails, and with it what other threads wrote meanwhile; and it copies
tables while others grow. DynamoDB does neither: a call takes effect as a whole.
"""

from __future__ import annotations

from threading import RLock
from typing import Any, TypeVar, cast

Client = TypeVar("Client")

_TURN = RLock()
"""One for all clients, since what they call is one."""


class _OneAtATime:
    def __init__(self, client: object) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not callable(found):
            return found

        def call(*args: object, **given: object) -> object:
            with _TURN:
                return found(*args, **given)

        return call


def one_at_a_time(client: Client) -> Client:
    """The same client, as its callers see it."""
    return cast("Client", _OneAtATime(client))
