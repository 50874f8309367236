"""Answers on their way to executions that wait for them: the messages of a queue, each an event of one order."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lambdas.shared.runtime import Service
from lambdas.shared.telemetry import count


def pass_on(event: Mapping[str, Any], tell: Callable[[str], int], *, service: Service) -> dict[str, Any]:
    """`tell` is given an order's id, and answers how many tokens were waited for. What it raises is raised: then all
    messages come again.
    """
    for record in event["Records"]:
        order_id = json.loads(record["body"])["detail"]["data"]["order_id"]
        told = tell(order_id)
        service.logger.info("told", saga_id=order_id, waiting=told)
        if told:
            count("AnswersTold", service=service.participant, value=told)
    return {"batchItemFailures": []}
