"""The client that listens, against a real server on the loopback."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Thread

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from ops.errors import RunFailed
from ops.invitation import listening_line
from ops.sockets import listener, ticket
from tests.unit.ops.test_serving import answering

DECIDED = {"type": "order.approved", "order": {"order_id": "o-1", "status": "APPROVED"}}


@contextmanager
def serving(
    talk: Callable[[ServerConnection], None],
    refuse: Callable[[ServerConnection, Request], Response | None] | None = None,
) -> Iterator[str]:
    """A server that talks so with whoever connects; its address."""
    server: Server = serve(talk, "127.0.0.1", 0, process_request=refuse)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        thread.join()


def test_it_follows_orders_and_hears_of_them_among_others() -> None:
    asked = []

    def talk(socket: ServerConnection) -> None:
        asked.append(json.loads(socket.recv()))
        for message in (
            {"type": "following", "orders": []},
            {**DECIDED, "order": {"order_id": "o-2"}},
            DECIDED,
        ):
            socket.send(json.dumps(message))

    with serving(talk) as url, listener(url) as ear:
        ear.follow("o-1", "o-2")

        assert ear.wait_for("o-1", seconds=10) == (DECIDED,)
        assert len(ear.heard) == 3
        assert asked == [{"action": "follow", "orders": ["o-1", "o-2"]}]


def test_it_waits_no_longer_than_it_should() -> None:
    def listen(socket: ServerConnection) -> None:
        for _ in socket:
            pass

    with serving(listen) as url, listener(url) as ear:
        assert ear.wait_for("o-1", seconds=0.05) == ()


def test_a_socket_that_is_closed_is_no_silence() -> None:
    with serving(lambda _: None) as url, listener(url) as ear, pytest.raises(RunFailed, match="was closed"):
        ear.wait_for("o-1", seconds=10)


def test_a_socket_that_is_refused_says_with_what() -> None:
    def refuse(socket: ServerConnection, _: Request) -> Response:
        return socket.respond(HTTPStatus.FORBIDDEN, "no")

    with (
        serving(lambda _: None, refuse) as url,
        pytest.raises(RunFailed, match=r"not opened.*HTTP 403"),
        listener(url),
    ):
        pass


def test_nobody_there_is_said_as_well() -> None:
    with pytest.raises(RunFailed, match="not opened"), listener("ws://127.0.0.1:1"):
        pass


def test_a_ticket_is_what_the_api_answers_and_a_refusal_says_so() -> None:
    with answering(201, '{"url": "ws://x"}') as url:
        assert ticket(url) == {"url": "ws://x"}
    with answering(503, '{"title": "busy"}') as url, pytest.raises(RunFailed, match=r"503: .*busy"):
        ticket(url)


def test_the_invitation_opens_what_the_ticket_says() -> None:
    issued = json.dumps({"ticket": "t_-1", "url": "ws://127.0.0.1:4566/live?ticket=t_-1", "expires_in": 60})
    line = listening_line(api_url="http://127.0.0.1:4566/api")

    asks, _, finds = line.partition(" | ")
    command = ["sh", "-c", finds.removesuffix(')"')]
    found = subprocess.run(command, input=issued, capture_output=True, text=True, check=True)

    assert asks == '.venv/bin/python -m websockets "$(curl -s -X POST http://127.0.0.1:4566/api/tickets'
    assert found.stdout.strip() == "ws://127.0.0.1:4566/live?ticket=t_-1"
