"""One connection to a checked address, under the name that it was checked for, on a clock.

The address comes as digits and nothing here looks a name up, nor is there a proxy. Every wait ends with the
deadline: a socket's own timeout starts anew with each byte, and a byte a second would never end.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Protocol, TypeAlias

from lambdas.shared.callback import Target
from lambdas.webhooks.bounds import Deadline, Limits, NotAnswered
from lambdas.webhooks.tls import Secured, public_authorities

MOST_ADDRESSES = 3
"""Tried at most: a name may have hundreds, and none of them has to be a receiver's."""

Dial: TypeAlias = Callable[[str, int, float], socket.socket]
"""From an address, a port and seconds to a connected socket. Raises OSError."""

_V4 = 4


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """Raises ValueError for what is no address: a name is never connected to."""
    family = socket.AF_INET if ip_address(address).version == _V4 else socket.AF_INET6
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(seconds)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


@dataclass(frozen=True, kw_only=True)
class Network:
    """Where sockets and trust come from."""

    dial: Dial = field(default=dial)
    trust: Callable[[], ssl.SSLContext] = field(default=public_authorities)


class Stream(Protocol):
    """Bytes to and from a receiver. Raises NotAnswered, whatever goes wrong."""

    def send(self, data: bytes, deadline: Deadline) -> None: ...

    def receive(self, most: int, deadline: Deadline) -> bytes:
        """Up to so many bytes, none at the end."""
        ...


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A socket as a stream."""

    sock: socket.socket

    def send(self, data: bytes, deadline: Deadline) -> None:
        with _told(deadline):
            self.sock.settimeout(deadline.left())
            self.sock.sendall(data)

    def receive(self, most: int, deadline: Deadline) -> bytes:
        with _told(deadline):
            self.sock.settimeout(deadline.left())
            return self.sock.recv(most)


@contextmanager
def connected(
    target: Target, addresses: Sequence[str], *, network: Network, limits: Limits, deadline: Deadline
) -> Iterator[Stream]:
    """Raises NotAnswered."""
    with _reach(target, addresses, network=network, limits=limits, deadline=deadline) as sock:
        plain = Plain(sock=sock)
        if target.scheme == "http":
            yield plain
            return
        secured = Secured(plain, host=target.host, context=network.trust(), most=limits.tls_bytes)
        secured.shake_hands(deadline)
        yield secured


def _reach(
    target: Target, addresses: Sequence[str], *, network: Network, limits: Limits, deadline: Deadline
) -> socket.socket:
    """The first address that takes it: the next one is tried only when no connection came about, so the receiver
    sees one request at most.
    """
    tried = []
    for address in addresses[:MOST_ADDRESSES]:
        try:
            return network.dial(address, target.port, min(limits.connect, deadline.left()))
        except OSError as error:
            tried.append(f"{address}: {_words(error)}")
    raise NotAnswered(f"connection: {', '.join(tried) or 'there is no address'}")


@contextmanager
def _told(deadline: Deadline) -> Iterator[None]:
    """Any error of the socket becomes one for the endpoint's owner."""
    try:
        yield
    except TimeoutError as error:
        raise NotAnswered(deadline.late) from error
    except OSError as error:
        raise NotAnswered(f"closed: {_words(error)}") from error


def _words(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "took too long"
    return (error.strerror or type(error).__name__).lower()
