"""Tickets: who has one may open one socket as the caller it was issued to, once, within a minute.

A socket is opened by a URL alone, where a browser can neither sign nor send a token. So the caller, known to
the HTTP API, is handed from there to the socket. Only a hash is stored: the table tells nobody a ticket.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lambdas.shared.ephemeral import keep, take

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

LIFE = timedelta(seconds=60)
PREFIX = "ticket#"
TABLE = "sockets"

_BYTES = 32
_TICKET = re.compile(r"[A-Za-z0-9_-]{43}")


def _fresh() -> str:
    return secrets.token_urlsafe(_BYTES)


@dataclass(frozen=True, kw_only=True)
class Tickets:
    """`fresh` makes 43 characters that nobody can guess."""

    world: World
    fresh: Callable[[], str] = _fresh

    def issue(self, caller: str) -> str:
        """Raises Transient."""
        ticket = self.fresh()
        item = {**_key(ticket), "caller": caller}
        keep(self.world, table=self.world.table(TABLE), item=item, life=LIFE)
        return ticket

    def redeem(self, ticket: str) -> str | None:
        """The caller; None for a ticket that was never issued, was used, or is too old. Raises Transient.

        When the store's answer is lost, the ticket is lost as well: the client takes another one.
        """
        if not _TICKET.fullmatch(ticket):
            return None
        item = take(self.world, table=self.world.table(TABLE), key=_key(ticket))
        return str(item["caller"]) if item else None


def _key(ticket: str) -> Item:
    return {"pk": PREFIX + hashlib.sha256(ticket.encode()).hexdigest(), "sk": "ticket"}
