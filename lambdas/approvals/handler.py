"""The functions of approvals that a saga calls: ask, and its compensation withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.approvals import asking, store
from lambdas.shared import world as worlds
from lambdas.shared.contract import parse_command
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
