"""TLS on a connection: the name is asked for and verified, and what comes is counted before it is decrypted.

OpenSSL is given bytes and no socket. A record may hold one byte and 16 KB of padding, and tickets and key updates
hold none, so bytes that are counted behind it would bound nothing. And a TLS socket of Python's own is left open
when the receiver resets the connection before the handshake.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from lambdas.webhooks.bounds import Deadline, NotAnswered

if TYPE_CHECKING:
    from lambdas.webhooks.connection import Stream

_CHUNK = 16 * 1024
_LONGEST_PROBLEM = 100
_Done = TypeVar("_Done")


@cache
def public_authorities() -> ssl.SSLContext:
    """Certificates and names are verified, by the machine's list of authorities. Kept: reading it takes 45 ms."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


class Secured:
    """A stream like the one below it, which it takes at most so many bytes from. Raises NotAnswered."""

    def __init__(self, below: Stream, *, host: str, context: ssl.SSLContext, most: int) -> None:
        self._below, self._most, self._left = below, most, most
        self._encrypted, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._encrypted, self._to_send, server_hostname=host)

    def shake_hands(self, deadline: Deadline) -> None:
        self._do(self._tls.do_handshake, deadline)

    def send(self, data: bytes, deadline: Deadline) -> None:
        while data:
            data = data[self._do(partial(self._tls.write, data), deadline) :]

    def receive(self, most: int, deadline: Deadline) -> bytes:
        """Up to so many bytes, none at the end, also where that comes without TLS's own goodbye."""
        try:
            return self._do(partial(self._tls.read, most), deadline)
        except _CutOffError:
            return b""

    def _do(self, action: Callable[[], _Done], deadline: Deadline) -> _Done:
        """What OpenSSL wants to say is said, and what it waits for is fetched, until it is done."""
        while True:
            try:
                done = action()
            except ssl.SSLWantReadError:
                self._flush(deadline)
                self._fetch(deadline)
            except ssl.SSLError as error:
                with suppress(NotAnswered):
                    self._flush(deadline)  # The receiver's own log says then why it was refused.
                kind = _CutOffError if isinstance(error, ssl.SSLEOFError) else NotAnswered
                raise kind(f"TLS: {_words(error)}") from error
            else:
                self._flush(deadline)
                return done

    def _flush(self, deadline: Deadline) -> None:
        if data := self._to_send.read():
            self._below.send(data, deadline)

    def _fetch(self, deadline: Deadline) -> None:
        if not self._left:
            raise NotAnswered(f"TLS: more than {self._most} bytes")
        data = self._below.receive(min(_CHUNK, self._left), deadline)
        self._left -= len(data)
        if data:
            self._encrypted.write(data)
        else:
            self._encrypted.write_eof()


class _CutOffError(NotAnswered):
    """The connection ended, and TLS did not."""


def _words(error: ssl.SSLError) -> str:
    """OpenSSL's words, none of the receiver's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message[:_LONGEST_PROBLEM]
    return (error.reason or type(error).__name__).replace("_", " ").lower()[:_LONGEST_PROBLEM]
