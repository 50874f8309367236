"""What a state takes of its input, and what its output is made of.

    input ── InputPath ── Parameters ──> the work ──> result ── ResultSelector ── ResultPath ── OutputPath ──> output

ResultPath puts the result into the input as it came, before InputPath and Parameters. Values are shared and never
changed: to place a result, only the objects on its way are made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from statemachines.simulator.errors import RESULT_PATH_MATCH_FAILURE, StateFailed
from statemachines.simulator.paths import ContextOf, Json
from statemachines.simulator.templates import Fill

Place: TypeAlias = Callable[[Json, Json], Json]
"""From the state's input and its result to what both make."""


@dataclass(frozen=True, kw_only=True)
class Dataflow:
    """None: as it comes."""

    input: Fill | None = None
    parameters: Fill | None = None
    selector: Fill | None = None
    place: Place = lambda _input, result: result
    output: Fill | None = None

    def taken(self, data: Json, context: ContextOf) -> Json:
        """The effective input."""
        if self.input:
            data = self.input(data, context)
        return self.parameters(data, context) if self.parameters else data

    def given(self, data: Json, result: Json, context: ContextOf) -> Json:
        """The output: `data` is the input as it came."""
        if self.selector:
            result = self.selector(result, context)
        made = self.place(data, result)
        return self.output(made, context) if self.output else made


def replaced(_data: Json, result: Json) -> Json:
    """`"ResultPath": "$"`."""
    return result


def discarded(data: Json, _result: Json) -> Json:
    """`"ResultPath": null`."""
    return data


def put_at(*steps: str) -> Place:
    """`"ResultPath": "$.a.b"`: what is there is replaced, and objects on the way that are missing are made.

    Raises StateFailed with States.ResultPathMatchFailure where something else than an object is in the way.
    """

    def place(data: Json, result: Json) -> Json:
        made = _opened(data, steps)
        inner = made
        for step in steps[:-1]:
            inner[step] = _opened(inner.get(step, {}), steps)
            inner = inner[step]
        inner[steps[-1]] = result
        return made

    return place


def _opened(value: Json, steps: tuple[str, ...]) -> dict[str, Json]:
    if not isinstance(value, dict):
        text = ".".join(("$", *steps))
        raise StateFailed(RESULT_PATH_MATCH_FAILURE, f"{text} cannot be put into {type(value).__name__}")
    return value.copy()
