"""Which port the local cloud gets."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from ops.errors import RunFailed
from ops.settings import HOST, USUAL_PORT

_HIGHEST = 65_535


@dataclass(frozen=True, kw_only=True)
class Port:
    """`note` is what the person should know about the choice, or empty."""

    number: int
    note: str = ""


def choose_port(asked: int | None, *, usual: int = USUAL_PORT) -> Port:
    """The port asked for, else the usual one, else any free one. Raises RunFailed if the one asked for is taken."""
    if asked is not None:
        if not 0 < asked <= _HIGHEST:
            raise RunFailed(f"a port is a number from 1 to {_HIGHEST}, not {asked}")
        if not is_free(asked):
            raise RunFailed(f"port {asked} is taken: stop what listens there, or choose another with PORT=")
        return Port(number=asked)
    if is_free(usual):
        return Port(number=usual)
    free = any_free()
    return Port(number=free, note=f"Port {usual} is taken, so this is on {free} (PORT= chooses one).")


def is_free(port: int) -> bool:
    """Nobody answers there, and it can be bound: either alone misses a case on some system."""
    with socket.socket() as caller:
        caller.settimeout(1)
        if caller.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        number: int = listener.getsockname()[1]
        return number
