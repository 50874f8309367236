"""One connection as its receiver sees it: what was asked, and bytes in answer, at any pace."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event

_CHUNK = 65_536


class HungUp(Exception):  # noqa: N818 - a fact for the receiver
    """The sender is gone, or the test is over."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """`headers` have lower-case names; `body` is as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(kw_only=True)
class Visit:
    """`number` counts a receiver's connections from 1. `request` is there once it was read whole. `over` is set
    when the test is over, so that nothing that waits here outlives it.
    """

    sock: socket.socket
    number: int
    over: Event
    request: Request | None = None

    def read(self) -> Request:
        """The whole request. Raises HungUp when it ends early."""
        head, _, body = self._until(b"\r\n\r\n").partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers["content-length"]):
            body += self._more()
        self.request = Request(method=method, path=path, headers=headers, body=body)
        return self.request

    def say(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, *, every: float) -> None:
        """A byte, a pause of so many seconds, a byte …"""
        for number in range(len(data)):
            self.say(data[number : number + 1])
            self.wait(every)

    def wait(self, seconds: float | None = None) -> None:
        """So long, or to the end of the test. Raises HungUp when that comes."""
        if self.over.wait(seconds):
            raise HungUp

    def wait_until_left(self) -> None:
        """Say nothing, to the end of the test or until the sender goes."""
        while self.sock.recv(_CHUNK):
            pass

    def reset(self) -> None:
        """Close with RST instead of FIN, as a machine does that lost the connection."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def _until(self, mark: bytes) -> bytes:
        data = b""
        while mark not in data:
            data += self._more()
        return data

    def _more(self) -> bytes:
        data = self.sock.recv(_CHUNK)
        if not data:
            raise HungUp
        return data
