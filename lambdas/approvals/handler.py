"""The functions of approvals: ask, its compensation withdraw, and tell, which passes an answer on, or gives the one
that nobody wanted the order any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.approvals import asking, store, telling
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.answering import find, take_back
from lambdas.shared.contract import parse_command
from lambdas.shared.passing_on import pass_on
from lambdas.shared.runtime import Service
from lambdas.shared.tokens import token_of

service = Service("approvals", aggregate="approvals")

withdraw = service.compensation()(asking.withdraw)

_ask = service.action()(asking.ask)


def ask(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Asked once, whichever attempt comes first; the token of each is noted."""
    answer, command = _ask(event, context), parse_command(event)
    store.note_token(worlds.current(), command.saga_id, token=token_of(command))
    return answer


def tell(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A queue's messages, each an event from EventBridge: of an answer, or that a part of a group is not wanted. Raises
    Transient: then all of them come again, which is safe.
    """
    return pass_on(event, _tell, service=service, by_type={"PartUnwanted": _take_back})


def _tell(order_id: str) -> int:
    found = find(worlds.current(), order_id)
    return telling.tell(found, clients.client("stepfunctions")) if found else 0


def _take_back(order_id: str) -> int:
    """Whoever waits is told by the answer's own event."""
    take_back(worlds.current(), order_id)
    return 0
