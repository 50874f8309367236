"""A client's webhook receiver on the loopback, which checks each signature with the standardwebhooks package."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from ops.settings import HOST

_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Received:
    """One POST. `problem` is empty when the signature was right; only then is `body` to be believed."""

    webhook_id: str
    body: Mapping[str, Any]
    problem: str

    @property
    def verified(self) -> bool:
        return not self.problem

    @property
    def order_id(self) -> str:
        data = self.body.get("data")
        return str(data.get("order_id", "")) if isinstance(data, dict) else ""


def check(headers: Mapping[str, str], raw: bytes, *, secret: str) -> Received:
    """Verify what was posted. Never raises: what is wrong with it is in the answer."""
    try:
        Verifier(secret).verify(raw, dict(headers))
        problem = ""
    except (WebhookVerificationError, ValueError) as error:
        problem = str(error) or type(error).__name__
    names = {name.lower(): value for name, value in headers.items()}
    return Received(webhook_id=names.get("webhook-id", ""), body=_object(raw), problem=problem)


@dataclass(kw_only=True)
class Receiver:
    """Collects what comes in. `on_receive` is called for each, in the thread that took it."""

    secret: str
    url: str = ""
    on_receive: Callable[[Received], None] = lambda _: None
    _all: list[Received] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)

    def of(self, order_id: str) -> tuple[Received, ...]:
        return tuple(received for received in self._all if received.order_id == order_id)

    def wait_for(self, order_id: str, *, seconds: float) -> tuple[Received, ...]:
        """What came for an order, as soon as anything has, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.of(order_id), timeout=seconds)
            return self.of(order_id)

    def take(self, headers: Mapping[str, str], raw: bytes) -> HTTPStatus:
        """Note one POST and say what to answer: a sender whose signature is wrong is refused."""
        received = check(headers, raw, secret=self.secret)
        with self._changed:
            self._all.append(received)
            self._changed.notify_all()
        self.on_receive(received)
        return HTTPStatus.NO_CONTENT if received.verified else HTTPStatus.UNAUTHORIZED


@contextmanager
def listening(receiver: Receiver, *, port: int = 0) -> Iterator[Receiver]:
    """Serve `receiver` on the loopback, on a free port if none is given, and set its `url`, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            if length > _MOST_BYTES:
                self.close_connection = True
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            self._answer(receiver.take(dict(self.headers), self.rfile.read(length)))

        def _answer(self, status: HTTPStatus) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            pass

    with ThreadingHTTPServer((HOST, port), Handler) as server:
        receiver.url = f"http://{HOST}:{server.server_address[1]}/orders"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
