"""The functions of approvals: ask, its compensation withdraw, and tell, which passes an answer on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lambdas.approvals import asking, store, telling
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.answering import find
from lambdas.shared.contract import parse_command
from lambdas.shared.runtime import Service
from lambdas.shared.telemetry import count

service = Service("approvals", aggregate="approvals")

withdraw = service.compensation()(asking.withdraw)

_ask = service.action()(asking.ask)


def ask(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Asked once, whichever attempt comes first; the token of each is noted."""
    answer, command = _ask(event, context), parse_command(event)
    store.note_token(worlds.current(), command.saga_id, token=asking.token_of(command))
    return answer


def tell(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """A queue's messages, each an event of an answer from EventBridge. Raises Transient: then all of them come again,
    which is safe.
    """
    for record in event["Records"]:
        _tell(json.loads(record["body"])["detail"]["data"]["order_id"])
    return {"batchItemFailures": []}


def _tell(order_id: str) -> None:
    found = find(worlds.current(), order_id)
    told = telling.tell(found, clients.client("stepfunctions")) if found else 0
    service.logger.info("told", saga_id=order_id, waiting=told)
    if told:
        count("AnswersTold", service="approvals", value=told)
