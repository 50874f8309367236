"""The function behind all routes of the WebSocket API. It answers API Gateway with a status, and never raises:
a client would be told of that in a way of API Gateway's own.
"""

from __future__ import annotations

import os
from functools import partial
from http import HTTPStatus
from typing import Any

from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.errors import SagaError
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.telemetry import count, logger_of
from lambdas.shared.tickets import Tickets
from lambdas.sockets.connections import Connections
from lambdas.sockets.conversation import Conversation
from lambdas.sockets.door import Door
from lambdas.sockets.following import Following
from lambdas.sockets.sending import gateway, send

logger = logger_of("sockets")

_COUNTED = {"CONNECT": "Connections", "DISCONNECT": "Disconnections", "MESSAGE": "Messages"}


def converse(event: dict[str, Any], _context: object) -> dict[str, int]:
    """The Lambda function, for events of a WebSocket API."""
    return hear(event, conversation=_from_environment())


def hear(event: dict[str, Any], *, conversation: Conversation) -> dict[str, int]:
    context = event["requestContext"]
    what = context["eventType"]
    with logger.append_context_keys(connection_id=context["connectionId"], event=what):
        status = _heard(event, conversation)
        logger.info("heard", status=status)
    outcome = "Failed" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "Refused"
    count(f"{_COUNTED[what]}{'Answered' if status == HTTPStatus.OK else outcome}", service="sockets")
    return {"statusCode": int(status)}


def _heard(event: dict[str, Any], conversation: Conversation) -> HTTPStatus:
    try:
        return conversation.hear(event)
    except SagaError as error:
        logger.warning("failed", error=type(error).__name__, detail=str(error))
        return HTTPStatus.SERVICE_UNAVAILABLE
    except Exception:
        logger.exception("failed")
        try:
            conversation.admit_defect(event)
        except SagaError as error:
            logger.warning("not told", error=type(error).__name__, detail=str(error))
        return HTTPStatus.INTERNAL_SERVER_ERROR


def _from_environment() -> Conversation:
    world = worlds.current()
    connections = Connections(world=world)
    lookup = OrderLookup(
        states=clients.client("stepfunctions"), world=world, state_machine_arn=os.environ["STATE_MACHINE_ARN"]
    )
    return Conversation(
        connections=connections,
        door=Door(tickets=Tickets(world=world), connections=connections),
        following=Following(lookup=lookup),
        send=partial(send, gateway()),
    )
