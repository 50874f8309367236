"""A listener on the loopback with a thread for each connection; what happens on one is a function."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TypeAlias

from tests.support.receivers.visit import HungUp, Request, Visit

Behaviour: TypeAlias = Callable[[Visit], None]
"""What happens on one connection, which is closed when it returns."""

V4, V6 = "127.0.0.1", "::1"


@dataclass(kw_only=True)
class Receiver:
    """`behaviour` may be changed while it listens. `port` is given by the system unless it is set; after the
    receiver is gone nobody listens there.
    """

    behaviour: Behaviour
    address: str = V4
    port: int = 0
    visits: list[Visit] = field(default_factory=list)

    @property
    def requests(self) -> list[Request]:
        """Those that were read whole, by connection, the first first."""
        return [visit.request for visit in self.visits if visit.request]

    @property
    def url(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"http://{host}:{self.port}/hook"


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    """The receiver listens; at the end all its connections are closed and all its threads have ended."""
    family = socket.AF_INET6 if ":" in receiver.address else socket.AF_INET
    over, threads = Event(), list[Thread]()
    waker, woken = socket.socketpair()
    with socket.create_server((receiver.address, receiver.port), family=family) as door, waker, woken:
        receiver.port = door.getsockname()[1]
        porter = Thread(target=_take_in, args=(receiver, door, woken, over, threads))
        porter.start()
        try:
            yield receiver
        finally:
            over.set()
            waker.send(b"-")
            porter.join()
            _end(receiver, threads)


def _take_in(
    receiver: Receiver, door: socket.socket, woken: socket.socket, over: Event, threads: list[Thread]
) -> None:
    while True:
        ready, _, _ = select.select([door, woken], [], [])
        if woken in ready:
            return
        sock, _ = door.accept()
        visit = Visit(sock=sock, number=len(receiver.visits) + 1, over=over)
        receiver.visits.append(visit)
        thread = Thread(target=_serve, args=(visit, receiver.behaviour))
        threads.append(thread)
        thread.start()


def _serve(visit: Visit, behaviour: Behaviour) -> None:
    """A sender may go when it likes. Any other error is the test's own, and ends it."""
    try:
        with suppress(OSError, HungUp):
            behaviour(visit)
    finally:
        visit.sock.close()


def _end(receiver: Receiver, threads: list[Thread]) -> None:
    for visit in receiver.visits:
        with suppress(OSError):
            # The socket below TLS: its own shutdown would take the TLS away under a thread that reads.
            socket.socket.shutdown(visit.sock, socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
