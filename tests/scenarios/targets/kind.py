"""A kind of target: how one is had, and what it cannot do that another one can."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module

from tests.scenarios.targets.target import Target

NAMES = ("simulator", "moto", "local", "aws")
"""Each is a module here, with its KIND."""

IN_PROCESS = ("simulator", "moto")
"""Those that need nothing that is not here, and so are part of every run of the tests."""


class Capability(StrEnum):
    """What not every target can do; in the words of a report of what was left out."""

    AT_ONCE = "several orders at once"
    EVENTS = "the events that were published"
    WEBHOOKS = "callbacks that reach the test"
    PATHS = "a path to compare with the simulator's"
    CONNECTIONS = "a connection that anybody may open"
    SOCKETS = "sockets to listen on"
    HOLDING = "goods that are kept from leaving"
    APPROVING = "an approver who is not the one who orders"
    REASONS = "the reason that a person gave for a no"
    BREAKING = "a deployed function that can be broken, an execution that can be stopped"


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was said on the command line about an AWS account."""

    stack: str | None = None
    callback_url: str | None = None
    callback_port: int = 0


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`lacks` gives the reason for each thing that cannot be done there, `refusal` why nothing will be, if so.

    `effects` is what a person should know beforehand of a run.
    """

    open: Callable[[Options], AbstractContextManager[Target]]
    lacks: Callable[[Options], Mapping[Capability, str]]
    refusal: Callable[[Options], str] = lambda _: ""
    effects: Callable[[Options], str] = lambda _: ""


class Unavailable(Exception):  # noqa: N818 - says what it is
    """A target that is not there; says what to do about it."""


def kind_of(name: str) -> Kind:
    """Imported only when it is wanted: moto's target brings the CDK with it."""
    kind: Kind = import_module(f"{__package__}.{name}").KIND
    return kind
