"""The ways in which a receiver is broken or hostile, by name: all of them without TLS.

To a sender with small limits (tenths of a second) each costs about as much. UNANSWERED give no answer that
counts. ACCEPTED say 2xx and misbehave after that, which is a success. REFUSED answer something else than 2xx.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from tests.support.receivers.behaviours import (
    answers,
    closes_at_once,
    drips,
    is_silent,
    reads_and_closes,
    reads_and_is_silent,
    redirects,
    repeats,
    resets,
    response,
    says,
)
from tests.support.receivers.receiver import Behaviour

OK = b"HTTP/1.1 200 OK\r\n"
PACE = 0.02
"""Seconds between two bytes of a receiver that drips."""

BOMB = gzip.compress(b"0" * 10_000_000)

UNANSWERED: Mapping[str, Behaviour] = {
    "closes at once": closes_at_once,
    "reads and closes": reads_and_closes,
    "resets": resets,
    "is silent": is_silent,
    "reads and is silent": reads_and_is_silent,
    "closes within the headers": says(OK + b"Content-Le"),
    "drips the status line": drips(OK * 100, every=PACE),
    "drips the headers": drips(b"a: b\r\n" * 100, every=PACE, start=OK),
    "drips interim answers": drips(b"HTTP/1.1 102 Wait\r\n\r\n" * 100, every=PACE),
    "many headers": repeats(b"a: b\r\n" * 100, start=OK),
    "an endless header": repeats(b"a" * 1000, start=OK + b"a: "),
    "an endless status line": repeats(b"a" * 1000, start=b"HTTP/1.1 200 "),
    "endless interim answers": repeats(b"HTTP/1.1 100 Continue\r\n\r\n" * 40),
    "garbage": says(bytes(range(1, 256)) + b"\r\n\r\n"),
    "HTTP/0.9": says(b"<p>Thank you.</p>\r\n\r\n"),
    "another protocol": says(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "HTTP/2": says(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00\x03\x00\x00\x00\x80" * 3 + b"\r\n\r\n"),
    "a status of two digits": says(b"HTTP/1.1 20 OK\r\n\r\n"),
    "a switch nobody asked for": says(b"HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    "two lengths": says(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
}

ACCEPTED: Mapping[str, Behaviour] = {
    "an endless body": repeats(b"x" * 65_536, start=OK + b"\r\n"),
    "an endless chunk": repeats(b"x" * 65_536, start=OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n"),
    "chunks of a byte with long extensions": repeats(
        b"1;" + b"x" * 200 + b"\r\na\r\n", start=OK + b"Transfer-Encoding: chunked\r\n\r\n"
    ),
    "endless trailers": repeats(b"a: b\r\n" * 100, start=OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"),
    "drips the body": drips(b"x" * 1000, every=PACE, start=OK + b"\r\n"),
    "promises a body and is silent": drips(b"x", every=30, start=OK + b"Content-Length: 1000\r\n\r\n"),
    "closes within the body": says(OK + b"Content-Length: 1000\r\n\r\nshort"),
    "chunks that are none": says(OK + b"Transfer-Encoding: chunked\r\n\r\nno chunk\r\n"),
    "a bomb of gzip": answers(200, {"Content-Encoding": "gzip"}, BOMB),
    "a body where none may be": says(b"HTTP/1.1 204 No Content\r\n\r\n" + b"x" * 1000),
    "after interim answers": says(b"HTTP/1.1 103 Hints\r\na: b\r\n\r\n" * 3 + response(200)),
}

REFUSED: Mapping[str, Behaviour] = {
    "300": answers(300),
    "redirects": redirects("http://127.0.0.1:1/"),
    "400": answers(400),
    "404": answers(404),
    "429": answers(429, {"Retry-After": "7"}),
    "500": answers(500, body=b"sorry"),
    "503": answers(503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
}
"""410 is not among them: it disables its endpoint."""
