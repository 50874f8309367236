"""One attempt as the sender makes it, over a network of the test's own: which address leads to which receiver."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from lambdas.endpoints.deliveries import new_delivery
from lambdas.endpoints.delivery import Delivery, Message
from lambdas.shared.world import World
from lambdas.webhooks.attempting import Attempts, Result
from lambdas.webhooks.bounds import Limits
from lambdas.webhooks.connection import Network, dial
from lambdas.webhooks.resolve import addresses_of
from lambdas.webhooks.wire import Wire
from tests.support.receivers.certificates import Authority
from tests.support.receivers.receiver import Receiver

PATIENT = Limits(total=20, connect=10, body=10)
"""For receivers that answer, on a machine that is busy."""

SOON = Limits(total=0.3, connect=0.2)
"""For receivers that never answer: the time is what ends it."""

LITTLE = replace(PATIENT, body=0.2, tls_bytes=32_768, header_bytes=4096, answer_bytes=64)
"""For receivers that say too much, or say it too late to matter: something else than the time ends it."""


@dataclass
class Counted:
    """Dials as usual, and counts what is read from the sockets."""

    read: int = 0

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        counted = self

        class Counting(socket.socket):
            def recv(self, most: int, flags: int = 0, /) -> bytes:
                data = super().recv(most, flags)
                counted.read += len(data)
                return data

        return Counting(fileno=dial(address, port, seconds).detach())


@dataclass(kw_only=True)
class Resolver:
    """Answers with the next of these each time, and with the last one from then on."""

    answers: Sequence[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        found = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]


@dataclass(kw_only=True)
class Internet:
    """An internet on the loopback: behind each address there is a receiver, and one authority that all trust."""

    receivers: Mapping[str, Receiver]
    authority: Authority
    dialled: list[str] = field(default_factory=list)

    def dial(self, address: str, _port: int, seconds: float) -> socket.socket:
        self.dialled.append(address)
        receiver = self.receivers.get(address)
        if receiver is None:
            raise ConnectionRefusedError(111, "Connection refused")
        return dial(receiver.address, receiver.port, seconds)

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority.pem())

    def attempt(self, url: str, resolver: Resolver) -> Result:
        """As in a deployed stage: nothing is allowed that a laptop may."""
        wire = Wire(limits=PATIENT, network=Network(dial=self.dial, trust=self.trust))
        attempts = Attempts(
            world=World(dynamodb=None, tables={}),  # type: ignore[arg-type]
            local=False,
            post=wire.post,
            resolve=partial(addresses_of, lookup=resolver),
        )
        return attempts.make(_delivery(), url=url, keys=[b"k" * 32])


def _delivery() -> Delivery:
    now = datetime.now(tz=UTC)
    message = Message(
        webhook_id="o-1~orders~create", type="order.approved", occurred_at=now, body='{"a":"ü"}'
    )
    return new_delivery(message, endpoint_id="e-1", caller="c-1", now=now)
