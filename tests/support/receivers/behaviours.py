"""What can happen on a connection. Each is a function of the visit; some are made of others."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from http import HTTPStatus

from tests.support.receivers.receiver import Behaviour
from tests.support.receivers.visit import Visit


def response(
    status: int = HTTPStatus.NO_CONTENT, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    """The bytes of an answer, with the length of its body."""
    lines = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said So\r\n{head}\r\n".encode("latin-1") + body


def answers(
    status: int = HTTPStatus.NO_CONTENT, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Behaviour:
    return says(response(status, headers, body))


def redirects(to: str, status: int = HTTPStatus.TEMPORARY_REDIRECT) -> Behaviour:
    return answers(status, {"Location": to})


def says(data: bytes) -> Behaviour:
    """Reads the request, says exactly this and closes."""

    def behave(visit: Visit) -> None:
        visit.read()
        visit.say(data)

    return behave


def drips(data: bytes, *, every: float, start: bytes = b"") -> Behaviour:
    """Reads the request, says `start` at once and the rest byte by byte."""

    def behave(visit: Visit) -> None:
        visit.read()
        visit.say(start)
        visit.drip(data, every=every)

    return behave


def repeats(again: bytes, *, start: bytes = b"") -> Behaviour:
    """Reads the request, says `start`, and then the same for ever, as fast as the sender takes it."""

    def behave(visit: Visit) -> None:
        visit.read()
        visit.say(start)
        while True:
            visit.say(again)

    return behave


def waits(seconds: float, then: Behaviour) -> Behaviour:
    """Takes the connection and lets the sender wait."""

    def behave(visit: Visit) -> None:
        visit.wait(seconds)
        then(visit)

    return behave


def in_turn(*each: Behaviour) -> Behaviour:
    """The first connection has the first, and so on; the last one stays."""
    return lambda visit: each[min(visit.number, len(each)) - 1](visit)


def over_tls(context: ssl.SSLContext, then: Behaviour) -> Behaviour:
    def behave(visit: Visit) -> None:
        visit.sock = tls = context.wrap_socket(visit.sock, server_side=True, do_handshake_on_connect=False)
        tls.do_handshake()
        then(visit)

    return behave


def closes_at_once(_: Visit) -> None:
    """Takes the connection and nothing else."""


def reads_and_closes(visit: Visit) -> None:
    """The message has arrived, and the sender does not learn it."""
    visit.read()


def reads_and_is_silent(visit: Visit) -> None:
    visit.read()
    visit.wait_until_left()


def is_silent(visit: Visit) -> None:
    """Not a byte, whatever comes: with TLS, the handshake stalls."""
    visit.wait_until_left()


def resets(visit: Visit) -> None:
    visit.read()
    visit.reset()
