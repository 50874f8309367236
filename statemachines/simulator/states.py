"""The states of a machine, read and ready to run. `next` is None where a state ends its machine or its branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from statemachines.simulator.choices import Rule
from statemachines.simulator.dataflow import Dataflow
from statemachines.simulator.paths import Json
from statemachines.simulator.retries import Catcher, Retrier
from statemachines.simulator.templates import Fill


@dataclass(frozen=True, kw_only=True)
class Simple:
    """What every state has."""

    name: str
    data: Dataflow = field(default_factory=Dataflow)
    next: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tried(Simple):
    """A state that does work which may fail."""

    retriers: tuple[Retrier, ...] = ()
    catchers: tuple[Catcher, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task(Tried):
    """Invokes a function. `timeout` is in seconds, for each attempt; `waits` for its token to be answered."""

    function: str
    payload: Fill
    timeout: float
    waits: bool


@dataclass(frozen=True, kw_only=True)
class Parallel(Tried):
    branches: tuple[Branch, ...]


@dataclass(frozen=True, kw_only=True)
class Branch:
    """States with a beginning: of a Parallel, or of the whole machine."""

    start: str
    states: Mapping[str, State]


@dataclass(frozen=True, kw_only=True)
class Choice(Simple):
    """`next` is the default: None when there is none."""

    rules: tuple[tuple[Rule, str], ...]


@dataclass(frozen=True, kw_only=True)
class Pass(Simple):
    """`result` stands in for the effective input, if there is one."""

    result: tuple[Json] | None


@dataclass(frozen=True, kw_only=True)
class Wait(Simple):
    """For so many seconds, or for as many as the input says."""

    seconds: int | Fill


@dataclass(frozen=True, kw_only=True)
class Succeed(Simple):
    pass


@dataclass(frozen=True, kw_only=True)
class Fail(Simple):
    error: str
    cause: str


State: TypeAlias = Task | Parallel | Choice | Pass | Wait | Succeed | Fail
