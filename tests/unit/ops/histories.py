"""Histories as MiniStack 1.5.33 wrote them, shortened to what is read of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

BRANCHES = {"reserve": ("inventory.reserve", "customers.reserve_credit")}

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class History:
    """Events in order; each takes the milliseconds since the beginning at which it happened."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def entered(self, name: str, at: int, kind: str = "Task") -> History:
        return self._add(f"{kind}StateEntered", at, stateEnteredEventDetails={"name": name})

    def exited(self, name: str, at: int, kind: str = "Task") -> History:
        return self._add(f"{kind}StateExited", at, stateExitedEventDetails={"name": name})

    def scheduled(self, at: int) -> History:
        return self._add("TaskScheduled", at, taskScheduledEventDetails={"resourceType": "lambda"})

    def succeeded(self, step: str, at: int, status: str = "DONE") -> History:
        output = {"StatusCode": 200, "Payload": {"step": step, "status": status, "reply": {}}}
        return self._add("TaskSucceeded", at, taskSucceededEventDetails={"output": json.dumps(output)})

    def failed(self, message: str, at: int) -> History:
        cause = json.dumps({"errorMessage": message, "errorType": "Runtime.HandlerError"})
        details = {"error": "Runtime.HandlerError", "cause": cause}
        return self._add("TaskFailed", at, taskFailedEventDetails=details)

    def over(self, at: int) -> History:
        return self._add("ExecutionSucceeded", at, executionSucceededEventDetails={"output": "{}"})

    def _add(self, kind: str, at: int, **details: Any) -> History:
        event = {"id": len(self.events) + 1, "type": kind, "timestamp": _BEGIN + timedelta(milliseconds=at)}
        self.events.append({**event, **details})
        return self


def task(history: History, name: str, begin: int, end: int) -> History:
    """An action that succeeded at once."""
    return history.entered(name, begin).scheduled(begin).succeeded(name, end).exited(name, end)
