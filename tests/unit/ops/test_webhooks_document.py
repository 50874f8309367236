"""What docs/webhooks.md says is so: its numbers are the code's, and its programs verify what the sender signs."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from lambdas.api.deliveries import TEST
from lambdas.endpoints.delivery import KEPT
from lambdas.endpoints.endpoint import MOST_SECRETS, OVERLAP
from lambdas.endpoints.registry import MOST_ENDPOINTS
from lambdas.endpoints.schedule import GIVEN_UP_AFTER, WAITS
from lambdas.endpoints.secret import secret_of
from lambdas.shared.callback import PORTS
from lambdas.webhooks import disabling, message
from lambdas.webhooks.bounds import Limits
from lambdas.webhooks.settling import SLOW
from lambdas.webhooks.signing import headers
from lambdas.webhooks.slots import SLOTS
from ops.posted import Posted
from ops.settings import ROOT

TEXT = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
KEY = b"a key of at least 24 bytes"
BODY = '{"type":"order.approved","timestamp":"","data":{"reason":"für 7 €"}}\n'.encode()
UNITS = {"s": 1, "min": 60, "h": 3600}


def block(language: str) -> str:
    """The program in this language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return str(found)


def rows(heading: str) -> list[list[str]]:
    """The cells of the table in the section, without its head."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def duration(text: str) -> timedelta:
    parts = re.findall(r"(\d+) (\w+)", text)
    return timedelta(seconds=sum(int(number) * UNITS[unit] for number, unit in parts))


def signed(body: bytes = BODY) -> Posted:
    signature = headers(
        keys=[b"another key", KEY], message_id="m-1", attempted_at=datetime.now(tz=UTC), body=body
    )
    return Posted(path="/hooks", headers={"Content-Length": str(len(body)), **signature}, raw=body)


def test_the_table_of_tries_is_the_schedule() -> None:
    tries = rows("What is sent again, and when")
    waits = [duration(wait) for _, wait, _ in tries]

    assert [int(number) for number, _, _ in tries] == list(range(1, len(WAITS) + 2))
    assert waits == [timedelta(), *WAITS]
    assert [duration(since) for _, _, since in tries] == [
        sum(waits[:n], timedelta()) for n in range(1, len(waits) + 1)
    ]


def test_the_table_of_types_has_all_there_are() -> None:
    types = {name for first, *_ in rows("What you are told") for name in re.findall(r"`([\w.]+)`", first)}

    assert types == {*message.TYPES.values(), disabling.TYPE, TEST}


@pytest.mark.parametrize(
    "sentence",
    [
        f"You may have {MOST_ENDPOINTS} endpoints.",
        f"on port {' or '.join(map(str, sorted(PORTS)))},",
        f"There are {Limits().total:.0f} seconds for the whole exchange",
        f"and {Limits().connect:.0f} to connect to one address",
        f"Up to {Limits().header_bytes // 1024} KB of response headers",
        f"the first {Limits().answer_bytes} bytes are kept for the log",
        f"took more than {SLOW.seconds} seconds",
        f"gets {SLOTS} messages at the same time",
        f"It has only failed for {GIVEN_UP_AFTER.days} days",
        f"The log is kept for {KEPT.days} days",
        f"After {OVERLAP // timedelta(hours=1)} hours the old secret",
    ],
)
def test_each_number_is_the_codes(sentence: str) -> None:
    assert sentence in TEXT


def test_as_many_secrets_are_good_at_once_as_is_said() -> None:
    assert ("Five secrets may be good at once." in TEXT, MOST_SECRETS) == (True, 5)


def test_the_receiver_takes_what_is_signed_once_and_refuses_what_was_changed() -> None:
    delivery = signed()
    with receiving() as (port, process):
        assert [post(port, delivery) for _ in range(2)] == [204, 204]
        assert post(port, Posted(headers=delivery.headers, raw=BODY.replace(b"7", b"8"))) == 401
        process.terminate()
        printed = process.communicate(timeout=10)[0]

    assert printed.splitlines() == ["order.approved {'reason': 'für 7 €'}"]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine")
@pytest.mark.parametrize("body", [BODY, b'{"no line feed": "\\r\\n"}'])
def test_openssl_verifies_what_is_signed_and_nothing_else(tmp_path: Path, body: bytes) -> None:
    file, whole = tmp_path / "delivery.http", signed(body).as_message()

    file.write_bytes(whole)
    right = shell(file)
    file.write_bytes(whole[:-3] + b"?" + whole[-2:])
    changed = shell(file)

    assert (right.returncode, "the signature is right, made" in right.stdout) == (0, True)
    assert (changed.returncode, changed.stdout) == (1, "the signature is WRONG\n")


def shell(file: Path) -> subprocess.CompletedProcess[str]:
    script = f"FILE={file}\nSECRET={secret_of(KEY)}\n{block('sh')}"
    return subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)


@contextmanager
def receiving() -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """The document's receiver at work, with its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = block("python").replace("whsec_…", secret_of(KEY)).replace("8080", str(port))
    command = [sys.executable, "-X", "utf8", "-c", program]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        try:
            await_listener(port, process)
            yield port, process
        finally:
            process.kill()


def await_listener(port: int, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("the receiver ended by itself")


def post(port: int, posted: Posted) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", posted.path, body=posted.raw, headers=dict(posted.headers))
        return connection.getresponse().status
    finally:
        connection.close()
