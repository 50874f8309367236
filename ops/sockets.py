"""A client that listens: it takes a ticket, opens a socket with it, follows orders and collects what it hears."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from ops.errors import RunFailed
from ops.orders import request

_OPENING_SECONDS = 10.0
_OUTCOMES = ("order.approved", "order.rejected")

Message = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Listener:
    """`heard` are all messages so far."""

    socket: ClientConnection
    heard: list[Message] = field(default_factory=list)

    def follow(self, *order_ids: str) -> None:
        self.say(json.dumps({"action": "follow", "orders": order_ids}))

    def say(self, text: str | bytes) -> None:
        self.socket.send(text)

    def next(self, *, seconds: float) -> Message | None:
        """The next message, or None when none came in time. Raises RunFailed when the socket was closed."""
        try:
            message: Message = json.loads(self.socket.recv(timeout=seconds))
        except TimeoutError:
            return None
        except WebSocketException as error:
            raise RunFailed(f"the socket was closed: {error}") from error
        self.heard.append(message)
        return message

    def outcomes(self, order_id: str) -> tuple[Message, ...]:
        """Of an order, as often as they were heard."""
        return tuple(
            message
            for message in self.heard
            if message["type"] in _OUTCOMES and message["order"]["order_id"] == order_id
        )

    def wait_for(self, order_id: str, *, seconds: float) -> tuple[Message, ...]:
        """The outcomes of an order, as soon as there is one, or when the time is over."""
        until = time.monotonic() + seconds
        while not self.outcomes(order_id) and (left := until - time.monotonic()) > 0:
            self.next(seconds=left)
        return self.outcomes(order_id)


def ticket(api_url: str) -> Mapping[str, Any]:
    """A new ticket. Raises RunFailed when there is none."""
    answer = request("POST", f"{api_url}/tickets")
    if answer.status != 201:  # noqa: PLR2004 - Created
        raise RunFailed(f"POST {api_url}/tickets answered {answer.status}: {json.dumps(dict(answer.body))}")
    return answer.body


@contextmanager
def listener(url: str) -> Iterator[Listener]:
    """A socket opened with the URL of a ticket, while the block runs. Raises RunFailed when it is refused."""
    try:
        socket = connect(url, open_timeout=_OPENING_SECONDS, proxy=None)
    except (OSError, WebSocketException) as error:
        raise RunFailed(f"the socket was not opened: {error}") from error
    with socket:
        yield Listener(socket=socket)
