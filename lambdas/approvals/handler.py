"""The functions of approvals: ask, its compensation withdraw, and tell, which passes an answer on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.approvals import asking, store, telling
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.contract import parse_command
from lambdas.shared.runtime import Service
from lambdas.shared.telemetry import count
from lambdas.shared.tokens import token_of

service = Service("approvals", aggregate="approvals")

withdraw = service.compensation()(asking.withdraw)

_ask = service.action()(asking.ask)


def ask(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Asked once, whichever attempt comes first; the token of each is noted."""
    answer, command = _ask(event, context), parse_command(event)
    store.note_token(worlds.current(), command.saga_id, token=token_of(command))
    return answer


def tell(event: Mapping[str, Any], _context: object) -> dict[str, int]:
    """An event of an answer, from EventBridge. Answers how many tokens were waited for. Raises Transient."""
    found = store.find(worlds.current(), event["detail"]["data"]["order_id"])
    told = telling.tell(found, clients.client("stepfunctions")) if found else 0
    count("AnswersTold", service="approvals", value=told)
    return {"told": told}
