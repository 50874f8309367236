"""Sending a message to a connection, through API Gateway's own service for that."""

from __future__ import annotations

import os
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared import clients
from lambdas.shared.busy import error_code
from lambdas.shared.errors import SagaError
from lambdas.shared.socket_api import SocketApi


class Gone(SagaError):  # noqa: N818 - named as the service names it
    """The connection is closed, or not open yet."""


class NotSent(SagaError):  # noqa: N818 - a fact for the caller to judge
    """The message may have arrived or not: the service was busy, silent, or refused it."""


class Gateway(Protocol):
    """The client of the service, as far as it is used here."""

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> object: ...  # noqa: N803


def send(gateway: Gateway, connection_id: str, text: str) -> None:
    """Raises Gone or NotSent."""
    try:
        gateway.post_to_connection(ConnectionId=connection_id, Data=text.encode())
    except ClientError as error:
        if error_code(error) == "GoneException":
            raise Gone(f"connection {connection_id} is gone") from error
        raise NotSent(f"connection {connection_id}: {error}") from error
    except BotoCoreError as error:
        raise NotSent(f"connection {connection_id}: {error}") from error


def gateway() -> Gateway:
    """The client for the WebSocket API in the environment."""
    api = SocketApi.at(os.environ["SOCKETS_URL"])
    local = os.environ.get("STAGE") == "local"
    endpoint = api.local_endpoint(os.environ["AWS_ENDPOINT_URL"]) if local else api.endpoint
    made: Gateway = clients.client("apigatewaymanagementapi", endpoint=endpoint)
    return made
