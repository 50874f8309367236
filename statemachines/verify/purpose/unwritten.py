"""The input of a machine from elsewhere: unknown, but for what its own states write later."""

from __future__ import annotations

from collections.abc import Iterator

from statemachines.verify.language.choosing import variables
from statemachines.verify.language.dataflow import paths_read
from statemachines.verify.language.machine import Machine, State
from statemachines.verify.language.paths import steps_of
from statemachines.verify.language.shape import ABSENT, Record, Shape, put, record


def input_of(machine: Machine) -> Record:
    """Where a ResultPath writes, nothing is before; unless the first state, or the writing one, reads it."""
    document: Shape = record({}, is_open=True)
    first = machine.top.states[machine.top.start]
    for state in machine.top.states.values():
        read = {steps_of(path) for each in (first, state) for path in _read_by(each)}
        for steps in _written(state):
            if not any(path is not None and path[: len(steps)] == steps for path in read):
                document = put(document, steps, ABSENT)
    return document if isinstance(document, Record) else record({}, is_open=True)


def _written(state: State) -> Iterator[tuple[str | None, ...]]:
    for path in (state.raw.get("ResultPath"), *(catcher.result_path for catcher in state.catchers)):
        steps = steps_of(path) if path else None
        if steps and None not in steps:
            yield steps


def _read_by(state: State) -> Iterator[str]:
    yield from paths_read(state.raw.get("Parameters"))
    yield from (str(state.raw[name]) for name in ("InputPath", "ItemsPath") if state.raw.get(name))
    for rule in state.raw.get("Choices", ()):
        yield from variables(rule)
