"""Answers on their way to executions that wait for them: the messages of a queue, each an event of one order."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lambdas.shared.runtime import Service
from lambdas.shared.telemetry import count

Tell: TypeAlias = Callable[[str], int]
"""Given an order's id, answers how many tokens were waited for."""


def pass_on(
    event: Mapping[str, Any], tell: Tell, *, service: Service, by_type: Mapping[str, Tell] | None = None
) -> dict[str, Any]:
    """`by_type` are events that something else is done about. What is raised goes on: then all messages come again."""
    others = by_type or {}
    for record in event["Records"]:
        said = json.loads(record["body"])["detail"]
        order_id = said["data"]["order_id"]
        told = others.get(said["type"], tell)(order_id)
        service.logger.info("told", saga_id=order_id, waiting=told)
        if told:
            count("AnswersTold", service=service.participant, value=told)
    return {"batchItemFailures": []}
