"""What `POST /tickets` answers: a ticket, and the URL that opens a socket with it, once and soon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.shared.socket_api import SocketApi
from lambdas.shared.tickets import LIFE, Tickets


def ticket_for(
    caller: str, *, tickets: Tickets, api: SocketApi, event: Mapping[str, Any], local: bool
) -> dict[str, Any]:
    """`expires_in` is in seconds. Raises Transient."""
    ticket = tickets.issue(caller)
    return {
        "ticket": ticket,
        "url": f"{_url(api, event) if local else api.url}?ticket={ticket}",
        "expires_in": int(LIFE.total_seconds()),
    }


def _url(api: SocketApi, event: Mapping[str, Any]) -> str:
    """On the local cloud: at the address that the client itself has called."""
    asked_api = str(event["requestContext"].get("apiId"))
    asked = str((event.get("headers") or {}).get("host", ""))
    return api.local_url(asked=asked, asked_api=asked_api)
