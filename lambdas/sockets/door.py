"""Letting clients in and out: a ticket is redeemed for a place among its caller's connections."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice

from lambdas.shared.tickets import Tickets
from lambdas.sockets.connections import Connections

MOST_CONNECTIONS = 50
"""Of one caller. What is pushed goes to each of them, so there has to be an end."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """Both methods raise Transient."""

    tickets: Tickets
    connections: Connections

    def enter(self, connection_id: str, *, ticket: str | None) -> HTTPStatus:
        """200, or why not: 401 without a ticket, 403 with one that is not good, 429 with too many connections."""
        if not ticket:
            return HTTPStatus.UNAUTHORIZED
        caller = self.tickets.redeem(ticket)
        if caller is None:
            return HTTPStatus.FORBIDDEN
        if len(list(islice(self.connections.of(caller), MOST_CONNECTIONS))) == MOST_CONNECTIONS:
            return HTTPStatus.TOO_MANY_REQUESTS
        self.connections.add(connection_id, caller=caller)
        return HTTPStatus.OK

    def leave(self, connection_id: str) -> None:
        caller = self.connections.caller_of(connection_id)
        if caller is not None:
            self.connections.remove(connection_id, caller=caller)
