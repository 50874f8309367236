"""A client's webhook receiver on the loopback, which checks each signature with the standardwebhooks package."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Protocol, TypeVar

from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError
from standardwebhooks.webhooks import EmptyWebhookSecretError

from ops.posted import Posted
from ops.settings import HOST

ID, TIMESTAMP, SIGNATURE = _HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

_PREFIX = "whsec_"
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Received:
    """One POST. `problem` is empty when the signature was right; only then is `body` to be believed."""

    posted: Posted
    problem: str

    @property
    def verified(self) -> bool:
        return not self.problem

    @property
    def webhook_id(self) -> str:
        return self.posted.header(ID)

    @property
    def body(self) -> Mapping[str, Any]:
        """The JSON object; empty when it is none."""
        try:
            body = json.loads(self.posted.raw)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    @property
    def data(self) -> Mapping[str, Any]:
        data = self.body.get("data")
        return data if isinstance(data, dict) else {}

    @property
    def order_id(self) -> str:
        return str(self.data.get("order_id", ""))


def check(posted: Posted, *, secret: str) -> Received:
    """Verify what was posted. Never raises: what is wrong with it is in the answer."""
    return Received(posted=posted, problem=problem_of(posted, secret=secret))


def problem_of(posted: Posted, *, secret: str) -> str:
    """Why a receiver with this secret does not believe it; empty if it does."""
    if not secret.startswith(_PREFIX):
        return f"the secret is none: one begins with {_PREFIX}"
    if missing := [name for name in _HEADERS if not posted.header(name)]:
        return f"there is no {' and no '.join(missing)}"
    try:
        Verifier(secret).verify(posted.raw, dict(posted.headers), json_parse=False)
    except (WebhookVerificationError, EmptyWebhookSecretError, ValueError) as error:
        return str(error) or type(error).__name__
    return ""


class Takes(Protocol):
    """What can be served: it is told its address, and gets each POST, in a thread of its own."""

    url: str

    def take(self, posted: Posted) -> HTTPStatus: ...


T = TypeVar("T", bound=Takes)


@dataclass(kw_only=True)
class Receiver:
    """Collects what comes in. `on_receive` is called for each, in the thread that took it.

    The `secret` is had when the `url` is registered; until then nothing is believed.
    """

    secret: str = ""
    url: str = ""
    on_receive: Callable[[Received], None] = lambda _: None
    _all: list[Received] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)

    @property
    def all(self) -> tuple[Received, ...]:
        return tuple(self._all)

    def of(self, order_id: str) -> tuple[Received, ...]:
        return tuple(received for received in self.all if received.order_id == order_id)

    def wait_for(self, order_id: str, *, seconds: float) -> tuple[Received, ...]:
        """What came for an order, as soon as anything has, or when the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.of(order_id), timeout=seconds)
            return self.of(order_id)

    def take(self, posted: Posted) -> HTTPStatus:
        """Note one POST and say what to answer: a sender whose signature is wrong is refused."""
        received = check(posted, secret=self.secret)
        with self._changed:
            self._all.append(received)
            self._changed.notify_all()
        self.on_receive(received)
        return HTTPStatus.NO_CONTENT if received.verified else HTTPStatus.UNAUTHORIZED


@contextmanager
def listening(receiver: T, *, port: int = 0) -> Iterator[T]:
    """Serve `receiver` on the loopback, on a free port if none is given, and set its `url`, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            if length > _MOST_BYTES:
                self.close_connection = True
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                return
            raw = self.rfile.read(length)
            self._answer(receiver.take(Posted(path=self.path, headers=dict(self.headers), raw=raw)))

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
