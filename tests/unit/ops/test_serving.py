from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ops import executions, orders
from ops.deployment import Deployment, published
from ops.errors import RunFailed
from ops.serve import refuse_second
from ops.signals import Interrupted, interruptible


@contextmanager
def answering(status: int, body: str) -> Iterator[str]:
    """A server that answers everything alike; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def deployment_at(endpoint: str) -> Deployment:
    return Deployment(api_url=f"{endpoint}/api", aws_endpoint_url=endpoint, region="us-east-1", outputs={})


def test_a_second_run_is_refused_while_the_first_one_answers(tmp_path: Path) -> None:
    file = tmp_path / "local.json"
    with (
        answering(200, "{}") as endpoint,
        published(deployment_at(endpoint), file),
        pytest.raises(RunFailed, match=f"another run serves already, at {endpoint}/api"),
    ):
        refuse_second(file)


def test_the_file_of_a_run_that_was_killed_hinders_nobody(tmp_path: Path) -> None:
    with answering(200, "{}") as endpoint:
        gone = deployment_at(endpoint)
    file = tmp_path / "local.json"
    with published(gone, file):
        refuse_second(file)


def test_an_order_that_is_not_accepted_is_told_with_the_problem() -> None:
    with (
        answering(400, json.dumps({"title": "Bad Request"})) as api_url,
        pytest.raises(RunFailed, match=r'answered 400: \{"title": "Bad Request"\}'),
    ):
        orders.place(api_url, {"customer_id": "ann", "items": []})


def test_a_refusal_is_an_answer_like_any_other() -> None:
    with answering(404, '{"title": "Not Found"}') as url:
        answer = orders.request("GET", url)

    assert (answer.status, answer.body) == (404, {"title": "Not Found"})


@pytest.mark.parametrize("body", ["<html>", ""])
def test_an_answer_that_is_not_json_is_told_with_the_address(body: str) -> None:
    with answering(502, body) as url, pytest.raises(RunFailed, match=f"GET {url} gave no usable answer"):
        orders.request("GET", url)


def test_nobody_at_the_address_is_told_too() -> None:
    with answering(200, "{}") as url:
        pass
    with pytest.raises(RunFailed, match=f"GET {url} gave no usable answer"):
        orders.request("GET", url)


def test_an_execution_has_its_orders_id_for_a_name() -> None:
    arn = executions.execution_arn("arn:aws:states:us-east-1:000000000000:stateMachine:Saga-1", "o-1")

    assert arn == "arn:aws:states:us-east-1:000000000000:execution:Saga-1:o-1"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_interrupts_and_the_next_does_not_disturb_the_clearing_up(
    number: signal.Signals,
) -> None:
    cleared = []

    def interrupted_while_working() -> None:
        with interruptible():
            try:
                os.kill(os.getpid(), number)
                cleared.append("too early")
            finally:
                os.kill(os.getpid(), signal.SIGTERM)
                cleared.append("all")

    with pytest.raises(Interrupted) as caught:
        interrupted_while_working()

    assert cleared == ["all"]
    assert caught.value.number == number


def test_signals_have_their_old_meaning_afterwards() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with interruptible():
        assert signal.getsignal(signal.SIGTERM) is not before

    assert signal.getsignal(signal.SIGTERM) is before
