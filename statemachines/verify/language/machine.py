"""A state machine as read: its scopes (the top, each branch, each item processor) and their states."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


class NotAMachine(ValueError):  # noqa: N818 - reads as what it says
    """The text is no state machine that can be followed. The message is one line and says why."""


@dataclass(frozen=True, eq=False)
class Catcher:
    errors: tuple[str, ...]
    next: str
    result_path: str | None


@dataclass(frozen=True, eq=False)
class State:
    """A state; `container` is the Parallel or Map whose scope it is in. Two of them are never equal."""

    name: str
    raw: Json
    container: State | None
    scopes: tuple[Scope, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scopes", tuple(_scope(raw, self) for raw in inner_scopes(self.raw)))

    @property
    def type(self) -> str:
        return str(self.raw["Type"])

    @property
    def next(self) -> str | None:
        """None where the scope ends."""
        return self.raw.get("Next")

    @property
    def catchers(self) -> tuple[Catcher, ...]:
        return tuple(
            Catcher(tuple(raw["ErrorEquals"]), raw["Next"], raw.get("ResultPath", "$"))
            for raw in self.raw.get("Catch", ())
        )

    @property
    def retriers(self) -> tuple[Json, ...]:
        return tuple(self.raw.get("Retry", ()))

    @property
    def waits_for_token(self) -> bool:
        return str(self.raw.get("Resource", "")).endswith(".waitForTaskToken")

    @property
    def function(self) -> str | None:
        """The function a task invokes, as the machine names it: an ARN, a name or a `${Placeholder}`."""
        resource = str(self.raw.get("Resource", ""))
        if ":states:::lambda:invoke" in resource:
            return str(self.raw.get("Parameters", {}).get("FunctionName", "")) or None
        return resource if ":lambda:" in resource or resource.startswith("${") else None

    @property
    def integration(self) -> str:
        """The service and action of a task, like `sns:publish`; `lambda:invoke` for a function in any form."""
        if self.function:
            return "lambda:invoke"
        return str(self.raw.get("Resource", "")).partition(":states:::")[2].partition(".")[0]


@dataclass(frozen=True, eq=False)
class Scope:
    start: str
    states: Mapping[str, State]

    def every_state(self) -> Iterator[State]:
        """Those of inner scopes too."""
        for state in self.states.values():
            yield state
            for scope in state.scopes:
                yield from scope.every_state()


@dataclass(frozen=True, eq=False)
class Machine:
    """`timeout` is the execution's own, in seconds, None where it has none."""

    name: str
    top: Scope
    timeout: int | None

    def tasks(self) -> Iterator[State]:
        return (state for state in self.top.every_state() if state.type == "Task")


def read(text: str) -> Json:
    """The machine in a text: ASL, or what `describe-state-machine` answers. Raises NotAMachine."""
    try:
        raw = json.loads(text)
        if isinstance(raw, dict) and "States" not in raw and isinstance(raw.get("definition"), str):
            raw = json.loads(raw["definition"])
    except (ValueError, RecursionError) as error:
        raise NotAMachine(f"not JSON: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("States"), dict) or not raw["States"]:
        raise NotAMachine("no state machine: it has no States")
    if "JSONata" in _languages(raw):
        raise NotAMachine("written in JSONata, which is not followed here: only JSONPath is")
    return raw


def machine_of(name: str, raw: Json) -> Machine:
    """Of JSON that is well formed as far as the rule of that name can tell."""
    return Machine(name=name, top=_scope(raw, None), timeout=raw.get("TimeoutSeconds"))


def inner_scopes(state: Json) -> list[Any]:
    """The raw scopes in a state. `Iterator` is what an item processor was called before."""
    if state.get("Type") == "Parallel":
        branches = state.get("Branches")
        return list(branches) if isinstance(branches, list) else []
    if state.get("Type") == "Map":
        return [scope for scope in (state.get("ItemProcessor") or state.get("Iterator"),) if scope]
    return []


def _scope(raw: Json, container: State | None) -> Scope:
    states = {name: State(name, state, container) for name, state in raw["States"].items()}
    return Scope(start=raw["StartAt"], states=states)


def _languages(raw: object) -> Iterator[str]:
    """Each QueryLanguage named anywhere."""
    if isinstance(raw, dict):
        yield from [str(raw["QueryLanguage"])] if "QueryLanguage" in raw else []
        for value in raw.values():
            yield from _languages(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _languages(value)
