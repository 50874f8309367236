"""Histories as MiniStack 1.5.33 wrote them, shortened to what is read of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

BRANCHES = {"reserve": ("inventory.reserve", "customers.reserve_credit")}

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def moment(at: int) -> datetime:
    """That many milliseconds after the beginning."""
    return _BEGIN + timedelta(milliseconds=at)


class History:
    """Events in order; each takes the milliseconds since the beginning at which it happened.

    `chained`: as AWS writes it, where each event names the one it comes after: `after`, or the one before.
    """

    def __init__(self, *, chained: bool = False) -> None:
        self.events: list[dict[str, Any]] = []
        self.chained = chained

    def entered(self, name: str, at: int, kind: str = "Task", *, after: int | None = None) -> History:
        return self._add(f"{kind}StateEntered", at, after, stateEnteredEventDetails={"name": name})

    def started(self, kind: str, at: int) -> History:
        return self._add(f"{kind}StateStarted", at, None)

    def exited(self, name: str, at: int, kind: str = "Task", *, after: int | None = None) -> History:
        return self._add(f"{kind}StateExited", at, after, stateExitedEventDetails={"name": name})

    def scheduled(self, at: int, *, after: int | None = None) -> History:
        return self._add("TaskScheduled", at, after, taskScheduledEventDetails={"resourceType": "lambda"})

    def succeeded(self, step: str, at: int, status: str = "DONE", *, after: int | None = None) -> History:
        output = {"StatusCode": 200, "Payload": {"step": step, "status": status, "reply": {}}}
        return self._add("TaskSucceeded", at, after, taskSucceededEventDetails={"output": json.dumps(output)})

    def failed(self, message: str, at: int, *, after: int | None = None) -> History:
        cause = json.dumps({"errorMessage": message, "errorType": "Runtime.HandlerError"})
        details = {"error": "Runtime.HandlerError", "cause": cause}
        return self._add("TaskFailed", at, after, taskFailedEventDetails=details)

    def timed_out(self, at: int) -> History:
        return self._add("TaskTimedOut", at, None, taskTimedOutEventDetails={"error": "States.Timeout"})

    def over(self, at: int) -> History:
        return self._add("ExecutionSucceeded", at, None, executionSucceededEventDetails={"output": "{}"})

    def _add(self, kind: str, at: int, after: int | None, **details: Any) -> History:
        number = len(self.events) + 1
        event: dict[str, Any] = {"id": number, "type": kind, "timestamp": moment(at)}
        if self.chained:
            event["previousEventId"] = number - 1 if after is None else after
        self.events.append({**event, **details})
        return self


def task(history: History, name: str, begin: int, end: int) -> History:
    """An action that succeeded at once."""
    return history.entered(name, begin).scheduled(begin).succeeded(name, end).exited(name, end)
