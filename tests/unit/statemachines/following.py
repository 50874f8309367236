"""A deliberately naive reader of ASL: it follows Next, and Catch by the name of the error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def caught(states: Mapping[str, Any], state: str, error: str) -> str:
    """Where an error of a state leads."""
    rules = states[state]["Catch"]
    return next(str(rule["Next"]) for rule in rules if {error, "States.ALL"} & set(rule["ErrorEquals"]))


def from_state(states: Mapping[str, Any], state: str | None) -> list[str]:
    """The states from one on, as long as nothing fails and nothing is to be chosen."""
    path: list[str] = []
    while state:
        path.append(state)
        state = states[state].get("Next")
    return path
