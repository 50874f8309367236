"""The two functions as Lambda calls them: their environment, moto's tables, and moto's service for connections."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto.apigatewaymanagementapi.models import apigatewaymanagementapi_backends

from lambdas.shared import clients
from lambdas.sockets.delivery import push
from lambdas.sockets.handler import converse
from lambdas.sockets.sending import gateway
from tests.adapters.sockets.hall import ADA, Hall, order_id, outcome, socket_event
from tests.support.bridge import ACCOUNT
from tests.support.worlds import REGION
from tests.unit.api.fakes import MACHINE, SOCKETS
from tests.unit.webhooks.fakes import batch

Heard = Callable[[str], list[Any]]


@pytest.fixture
def heard(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    """What a connection was sent, all of it."""
    for name, value in {"SOCKETS_URL": SOCKETS.url, "STATE_MACHINE_ARN": MACHINE, "STAGE": "dev"}.items():
        monkeypatch.setenv(name, value)
    assert hall.world.table("sockets")
    clients.client.cache_clear()
    backend = apigatewaymanagementapi_backends[ACCOUNT][REGION]

    def look(connection_id: str) -> list[Any]:
        text = backend.get_connection(connection_id).data.decode()
        return [json.loads(line) for line in text.replace("}{", "}\n{").splitlines()]

    yield look
    clients.client.cache_clear()


def test_a_client_connects_follows_is_told_and_leaves(hall: Hall, heard: Heard) -> None:
    hall.place(1, caller=ADA)
    hall.decide(1)
    ticket = {"ticket": hall.ticket(ADA)}
    text = json.dumps({"action": "follow", "orders": [order_id(1)]})

    assert converse(socket_event("CONNECT", "k-1", queryStringParameters=ticket), None) == {"statusCode": 200}
    assert converse(socket_event("MESSAGE", "k-1", body=text), None) == {"statusCode": 200}
    assert heard("k-1") == [outcome(1), {"type": "following", "orders": []}]

    assert converse(socket_event("DISCONNECT", "k-1"), None) == {"statusCode": 200}
    assert list(hall.connections.of(ADA)) == []


@pytest.mark.usefixtures("heard")
def test_a_client_without_a_ticket_is_refused(hall: Hall) -> None:
    assert converse(socket_event("CONNECT", "k-1"), None) == {"statusCode": 401}
    assert list(hall.connections.of(ADA)) == []


def test_an_outcome_is_pushed(hall: Hall, heard: Heard) -> None:
    hall.place(1, caller=ADA)
    hall.decide(1)
    hall.enter("k-1", ADA)
    event = {"id": "e-1", "data": {"order_id": order_id(1)}}

    assert push(batch(json.dumps({"detail": event})), None) == {"batchItemFailures": []}
    assert heard("k-1") == [outcome(1)]


@pytest.mark.usefixtures("heard")
def test_the_client_of_the_local_cloud_is_at_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setenv("STAGE", "local")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")

    made: Any = gateway()

    assert made.meta.endpoint_url == "http://127.0.0.1:4566/_aws/execute-api/ws/live"
