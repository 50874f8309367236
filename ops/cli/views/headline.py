"""What `list` and `show` both say of a saga: its status, since when, and what it waits for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.text import Text

from ops.cli.model.saga import Saga, Status
from ops.cli.views.words import duration, iso

_COLOURS = {
    Status.RUNNING: "cyan",
    Status.RECOVERING: "cyan",
    Status.PARKED: "bold red",
    Status.DEAD: "bold red",
    Status.COMPLETED: "green",
    Status.COMPENSATED: "yellow",
}


def status(saga: Saga) -> Text:
    """With the function that is parked, or why the saga was compensated."""
    words: str = saga.status.value
    if saga.waiting:
        words += " at " + ", ".join(parked.function for parked in saga.waiting)
    elif saga.reason:
        words += f" {saga.reason['code']}"
    return Text(words, style=_COLOURS[saga.status])


def waits_for(saga: Saga, now: datetime) -> str:
    """Empty for what is finished."""
    if saga.waiting:
        first = saga.waiting[0]
        since = duration((now - first.since).total_seconds())
        return f"a decision, for {since}: {first.error.code}: {first.error.message}"
    if saga.status is Status.DEAD:
        return "recovery: its execution " + _cut_off(saga)
    return f"a person's answer: {saga.state}" if saga.waits_for_a_person else saga.state


def as_data(saga: Saga, now: datetime) -> dict[str, Any]:
    return {
        "saga_id": saga.saga_id,
        "saga": saga.definition.name,
        "order_id": saga.order_id,
        "status": saga.status.value,
        "reason": dict(saga.reason) if saga.reason else None,
        "started": iso(saga.started),
        "duration_seconds": round(saga.seconds(now), 3),
        "waits_for": waits_for(saga, now) or None,
        "parked_functions": [parked.function for parked in saga.waiting],
        "recoveries": saga.latest.generation,
    }


FIELDS: Mapping[str, str] = {
    "saga_id": "its id; that of a saga that makes an order is the order's",
    "saga": "which saga it is: the name of its table",
    "order_id": "the order that it is about, or null",
    "status": "RUNNING, PARKED, COMPLETED, COMPENSATED, RECOVERING or DEAD",
    "reason": "{code, message} of a compensated saga, or null",
    "started": "ISO 8601, UTC",
    "duration_seconds": "to its end, or until now",
    "waits_for": "text, or null when it is finished",
    "parked_functions": "names of what waits for a decision",
    "recoveries": "how many executions took it up again",
}


def _cut_off(saga: Saga) -> str:
    was = saga.latest.status.lower().replace("_", " ")
    return f"was cut off ({was}{': ' + saga.latest.error if saga.latest.error else ''})"
