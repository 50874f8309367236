"""One connection to a checked address, under the name that it was checked for, on a clock.

The address comes as digits and nothing here looks a name up, nor is there a proxy. TLS asks for the name and
verifies it. Every wait ends with the deadline, the handshake's too: a socket's own timeout starts anew with
each byte, and a byte a second would never end.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import TypeAlias

from lambdas.shared.callback import Target
from lambdas.webhooks.bounds import Deadline, Limits, NotAnswered

MOST_ADDRESSES = 3
"""Tried at most: a name may have hundreds, and none of them has to be a receiver's."""

Dial: TypeAlias = Callable[[str, int, float], socket.socket]
"""From an address, a port and seconds to a connected socket. Raises OSError."""

_LONGEST_PROBLEM = 100
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


@cache
def public_authorities() -> ssl.SSLContext:
    """Certificates and names are verified, by the machine's list of authorities. Kept: reading it takes 45 ms."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


@dataclass(frozen=True, kw_only=True)
class Network:
    """Where sockets and trust come from."""

    dial: Dial = field(default=dial)
    trust: Callable[[], ssl.SSLContext] = field(default=public_authorities)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Raises NotAnswered, whatever goes wrong."""

    sock: socket.socket

    def send(self, data: bytes, deadline: Deadline) -> None:
        """Piece by piece: `sendall` of a TLS socket would give each piece the whole time again."""
        rest = memoryview(data)
        while rest:
            with _told(deadline, "closed"):
                self.sock.settimeout(deadline.left())
                rest = rest[self.sock.send(rest) :]

    def receive(self, most: int, deadline: Deadline) -> bytes:
        """Up to so many bytes, none at the end."""
        with _told(deadline, "closed"):
            self.sock.settimeout(deadline.left())
            return self.sock.recv(most)


@contextmanager
def connected(
    target: Target, addresses: Sequence[str], *, network: Network, limits: Limits, deadline: Deadline
) -> Iterator[Connection]:
    """Raises NotAnswered."""
    with _reach(target, addresses, network=network, limits=limits, deadline=deadline) as sock:
        if target.scheme == "http":
            yield Connection(sock=sock)
            return
        with _secure(sock, target, network.trust(), deadline) as tls:
            with _told(deadline, "TLS"):
                tls.settimeout(deadline.left())
                tls.do_handshake()
            yield Connection(sock=tls)


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


def _secure(
    sock: socket.socket, target: Target, context: ssl.SSLContext, deadline: Deadline
) -> ssl.SSLSocket:
    with _told(deadline, "TLS"):
        return context.wrap_socket(sock, server_hostname=target.host, do_handshake_on_connect=False)


@contextmanager
def _told(deadline: Deadline, what: str) -> Iterator[None]:
    """Any error of the socket becomes one for the endpoint's owner."""
    try:
        yield
    except TimeoutError as error:
        raise NotAnswered(deadline.late) from error
    except ssl.SSLError as error:
        raise NotAnswered(f"TLS: {_words(error)}") from error
    except OSError as error:
        raise NotAnswered(f"{what}: {_words(error)}") from error


def _words(error: OSError) -> str:
    """OpenSSL's and the system's own words, none of the receiver's."""
    match error:
        case ssl.SSLCertVerificationError():
            words = error.verify_message
        case ssl.SSLError():
            words = (error.reason or type(error).__name__).replace("_", " ").lower()
        case TimeoutError():
            words = "took too long"
        case _:
            words = (error.strerror or type(error).__name__).lower()
    return words[:_LONGEST_PROBLEM]
