"""A client's conversation, by what API Gateway tells of it: it connects, says something, is gone.

A message that is not valid is answered with a problem, and the socket stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lambdas.shared.errors import Transient
from lambdas.shared.problem import Problem, busy
from lambdas.shared.problems import CONNECTION_UNKNOWN, INTERNAL_ERROR
from lambdas.sockets import messages
from lambdas.sockets.connections import Connections
from lambdas.sockets.door import Door
from lambdas.sockets.following import Following
from lambdas.sockets.frames import followed
from lambdas.sockets.sending import Gone


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """`send` sends a text to the connection with an id; it raises Gone or NotSent."""

    connections: Connections
    door: Door
    following: Following
    send: Callable[[str, str], None]

    def hear(self, event: Mapping[str, Any]) -> HTTPStatus:
        """What to answer API Gateway. On `$connect` it answers the client with that. Raises NotSent, Transient."""
        context = event["requestContext"]
        connection_id: str = context["connectionId"]
        match context["eventType"]:
            case "CONNECT":
                parameters = event.get("queryStringParameters") or {}
                return self.door.enter(connection_id, ticket=parameters.get("ticket"))
            case "DISCONNECT":
                self.door.leave(connection_id)
            case _:
                self._answer(connection_id, event)
        return HTTPStatus.OK

    def admit_defect(self, event: Mapping[str, Any]) -> None:
        """Tell a client that sent something that it got no answer because of us. Raises Gone or NotSent."""
        context = event["requestContext"]
        if context["eventType"] == "MESSAGE":
            problem = Problem(
                INTERNAL_ERROR, detail="something is wrong here, not with the message; it was logged"
            )
            self.send(context["connectionId"], messages.error(problem))

    def _answer(self, connection_id: str, event: Mapping[str, Any]) -> None:
        try:
            for text in self._answers(connection_id, event):
                self.send(connection_id, text)
        except Gone:
            self.door.leave(connection_id)

    def _answers(self, connection_id: str, event: Mapping[str, Any]) -> Iterator[str]:
        try:
            order_ids = followed(event)
            caller = self._caller_of(connection_id)
        except Problem as problem:
            yield messages.error(problem)
        else:
            yield from self.following.answer(order_ids, caller=caller)

    def _caller_of(self, connection_id: str) -> str:
        """Raises Problem."""
        try:
            caller = self.connections.caller_of(connection_id)
        except Transient as error:
            raise busy() from error
        if caller is None:
            raise Problem(CONNECTION_UNKNOWN, detail="connect again, with a new ticket")
        return caller
