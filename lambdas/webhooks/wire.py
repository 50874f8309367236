"""One POST to an address that was checked, bounded in time and bytes, safe against whatever answers it.

No redirect is followed, since it would lead around the check; nothing is repeated; nothing is inflated. The
status decides the attempt, so once it is known nothing that the receiver does can make the attempt fail: of the
body a few bytes are kept for the log, as far as they come in time.

`h11` knows HTTP, and reads and writes nothing; how much it is given to read is counted here, because its own
bound is not asked about a head that is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import h11

from lambdas.shared.callback import Target
from lambdas.webhooks.bounds import Deadline, Limits, NotAnswered, within
from lambdas.webhooks.connection import Network, Stream, connected

__all__ = ["Answer", "Limits", "NotAnswered", "Wire", "post"]

_LIMITS = Limits()
_NETWORK = Network()
_CHUNK = 4096
_LONGEST_RETRY_AFTER = 64
_FRAMING = 8
"""A body in chunks of one byte comes as six, so this many times what is wanted of it is read at most."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`retry_after` is the header as it came, cut at 64 characters. `start` has the first bytes of the body, as
    they came: neither decoded nor inflated.
    """

    status: int
    retry_after: str | None
    start: bytes


def post(
    target: Target,
    addresses: Sequence[str],
    *,
    headers: Mapping[str, str],
    body: bytes,
    limits: Limits = _LIMITS,
) -> Answer:
    """Any status is an answer; that 2xx alone is success is the caller's rule. Raises NotAnswered."""
    return Wire(limits=limits).post(target, addresses, headers=headers, body=body)


@dataclass(frozen=True, kw_only=True)
class Wire:
    """`post`, with what is under it."""

    limits: Limits = _LIMITS
    network: Network = _NETWORK

    def post(
        self, target: Target, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Raises NotAnswered."""
        limits, deadline = self.limits, within(self.limits.total, of="answer")
        with connected(target, addresses, network=self.network, limits=limits, deadline=deadline) as stream:
            speech = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
            stream.send(_request(speech, target, headers, body), deadline)
            response = _head(speech, stream, most=limits.header_bytes, deadline=deadline)
            return Answer(
                status=response.status_code,
                retry_after=_retry_after(response),
                start=_start(speech, stream, limits=limits, deadline=deadline),
            )


def _request(speech: h11.Connection, target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    own = {
        "Host": target.authority,
        "Content-Length": str(len(body)),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    head = h11.Request(method="POST", target=target.path, headers=[*own.items(), *headers.items()])
    events: tuple[h11.Event, ...] = (head, h11.Data(data=body), h11.EndOfMessage())
    return b"".join(speech.send(event) or b"" for event in events)


def _head(speech: h11.Connection, stream: Stream, *, most: int, deadline: Deadline) -> h11.Response:
    """Status and headers, after any number of interim answers, of so many bytes in all. Raises NotAnswered."""
    left = most
    while True:
        try:
            event = speech.next_event()
        except h11.RemoteProtocolError as error:
            raise NotAnswered("not HTTP: no answer that follows HTTP/1.1 or 1.0") from error
        if isinstance(event, h11.Response):
            return event
        if event is h11.NEED_DATA:
            if not left:
                raise NotAnswered(f"headers too long: more than {most} bytes")
            data = stream.receive(min(_CHUNK, left), deadline)
            if not data:
                raise NotAnswered("closed: before there was an answer")
            left -= len(data)
            speech.receive_data(data)


def _retry_after(response: h11.Response) -> str | None:
    found = next((value for name, value in response.headers if name == b"retry-after"), None)
    return None if found is None else found.decode("latin-1")[:_LONGEST_RETRY_AFTER]


def _start(speech: h11.Connection, stream: Stream, *, limits: Limits, deadline: Deadline) -> bytes:
    """Of the body, what comes in the time there is for it. Never fails: a body that is broken is no concern."""
    start, left = b"", _FRAMING * limits.answer_bytes
    with suppress(NotAnswered, h11.RemoteProtocolError):
        sooner = within(min(limits.body, deadline.left()), of="body")
        while len(start) < limits.answer_bytes:
            event = speech.next_event()
            if isinstance(event, h11.Data):
                start += event.data
            elif event is h11.NEED_DATA and left:
                data = stream.receive(min(_CHUNK, left), sooner)
                left -= len(data)
                speech.receive_data(data)
            else:
                break
    return start[: limits.answer_bytes]
