"""The quotas an execution can die of: "Service quotas" in AWS's developer guide."""

from __future__ import annotations

from json import JSONEncoder

from statemachines.simulator.errors import DATA_LIMIT_EXCEEDED, StateFailed
from statemachines.simulator.paths import Json

MOST_BYTES = 262_144
"""Of JSON in UTF-8, as a task, a state or an execution takes it and gives it."""

MOST_EVENTS = 25_000
"""In the history of one execution."""

_LONGEST_CHARACTER = 4

_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def fits(value: Json) -> bool:
    text = _encode(value)
    return len(text) * _LONGEST_CHARACTER <= MOST_BYTES or len(text.encode()) <= MOST_BYTES


def fitting(value: Json, what: str) -> Json:
    """The value itself. Raises StateFailed with States.DataLimitExceeded."""
    if not fits(value):
        raise StateFailed(DATA_LIMIT_EXCEEDED, f"{what} has more than {MOST_BYTES} bytes")
    return value
