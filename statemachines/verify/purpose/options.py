"""What a person says of a machine from elsewhere, where its names do not say it, or say it wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from statemachines.verify.language.machine import Machine, NotAMachine, State


@dataclass(frozen=True, kw_only=True)
class Options:
    """`undo` is by step; `timeouts` in seconds by task, under "" for all. Tasks are named by state or function."""

    undo: Mapping[str, str] = field(default_factory=dict)
    pivot: str | None = None
    resolve: str | None = None
    notify: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    timeouts: Mapping[str, int] = field(default_factory=dict)


def pairs(text: str) -> dict[str, str]:
    """`A=B,C=D`, or `A,B` with nothing on the right. Raises NotAMachine for an empty name."""
    found = {}
    for part in names(text):
        left, _, right = (side.strip() for side in part.partition("="))
        if not left:
            raise NotAMachine(f"{part!r} names nothing on its left")
        found[left] = right
    return found


def names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def seconds(text: str) -> dict[str, int]:
    """`30` for all, `Reserve=30,Cancel=60`, or both. Raises NotAMachine for what is no number."""
    found = {}
    for left, right in pairs(text).items():
        name, value = (left, right) if right else ("", left)
        if not value.isdecimal():
            raise NotAMachine(f"a timeout is whole seconds, not {value!r}")
        found[name] = int(value)
    return found


def task_named(machine: Machine, name: str) -> State:
    """By its state's name, or by its function's, with or without `${…}`. Raises NotAMachine."""
    tasks = list(machine.tasks())
    for task in tasks:
        if task.name == name:
            return task
    for task in tasks:
        if name in (
            task.function,
            (task.function or "").strip("${}"),
            (task.function or "").rpartition(":")[2],
        ):
            return task
    raise NotAMachine(f"no task is named {name}, and none calls a function of that name")
