"""The engine as a neighbour: who can reach it, who sees what, and when it goes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from ops.settings import ROOT
from tests.dynamodb.at_once import at_once
from tests.dynamodb.writes import ABSENT, item, prepare, put, reasons, transact
from tests.support.database import Database

PATIENCE = 30.0
STARTS_ONE_AND_STAYS = """
import time
from tests.dynamodb.server import dynamodb_local
with dynamodb_local() as endpoint:
    print(endpoint, flush=True)
    time.sleep(60)
"""


def is_reached(host: str, port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(1)
        return caller.connect_ex((host, port)) == 0


def port_of(endpoint: str) -> int:
    port = urlsplit(endpoint).port
    assert port is not None
    return port


def test_it_listens_on_the_loopback_and_nowhere_else(database: Database) -> None:
    """What listens on all addresses also answers on the other ones of the loopback's network, on Linux."""
    port = port_of(database.dynamodb.meta.endpoint_url)

    assert is_reached("127.0.0.1", port)
    assert not is_reached("127.0.0.2", port)


def test_it_ends_with_the_process_that_started_it_however_that_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTS_ONE_AND_STAYS]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as starter:
        try:
            assert starter.stdout is not None
            port = port_of(starter.stdout.readline())
            assert is_reached("127.0.0.1", port)
        finally:
            starter.kill()

    deadline = time.monotonic() + PATIENCE
    while is_reached("127.0.0.1", port):
        assert time.monotonic() < deadline, "it is still there"
        time.sleep(0.05)


def test_two_tests_see_nothing_of_each_other(new_database: Callable[[], Database]) -> None:
    mine, other = new_database(), new_database()
    prepare(mine)
    prepare(other)

    transact(mine, put("here", "a"))

    assert item(mine, "here", "a") is not None
    assert item(other, "here", "a") is None


def test_transactions_on_one_item_at_once_are_put_into_an_order_and_never_conflict(
    database: Database,
) -> None:
    """On AWS those that come too close are told of a TransactionConflict; the engine has one lock for all."""
    prepare(database)
    values = [str(number) for number in range(8)]
    writes = [put("here", "a", value=value, condition=ABSENT) for value in values]
    answers = at_once([partial(transact, database, write) for write in writes])

    (winner,) = [value for value, answer in zip(values, answers, strict=True) if answer is None]
    assert item(database, "here", "a") == {"value": {"S": winner}}
    for refusal in answers:
        assert refusal is None or told(refusal) == [("ConditionalCheckFailed", winner)]


def told(refusal: Exception) -> object:
    if not isinstance(refusal, ClientError):
        pytest.fail(f"not an answer of the engine: {refusal!r}")
    return reasons(refusal)
