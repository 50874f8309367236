"""The outside world of a handler: store, other services, clock, sleep, randomness. Built once from the environment.

Tests and the simulator `install` a world of their own, so nothing has to be patched.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from lambdas.shared import clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def _now() -> datetime:
    return datetime.now(tz=UTC)


@dataclass(frozen=True, kw_only=True)
class World:
    """`tables` holds a participant's table by the participant's name; sleep takes seconds.

    `machines` are the ARNs of those that sagas run on, by the saga's name, as far as a function starts them; `service`
    gives the client of a service by boto3's name for it, which is made when it is first asked for.
    """

    dynamodb: DynamoDBClient
    tables: Mapping[str, str]
    machines: Mapping[str, str] = field(default_factory=dict)
    service: Callable[[str], Any] = clients.client
    clock: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep
    random: Random = field(default_factory=Random)

    def table(self, participant: str) -> str:
        if participant not in self.tables:
            raise LookupError(f"no table for {participant!r}: set {participant.upper()}_TABLE")
        return self.tables[participant]

    def machine(self, saga: str) -> str:
        if saga not in self.machines:
            raise LookupError(f"no machine for {saga!r}: set SAGA_MACHINES")
        return self.machines[saga]


_installed: World | None = None


def install(world: World | None) -> None:
    """Make `world` the current one; None goes back to the environment's."""
    global _installed  # noqa: PLW0603 - the one composition root
    _installed = world


def current() -> World:
    if _installed is None:
        machines = json.loads(os.environ.get("SAGA_MACHINES", "{}"))
        install(World(dynamodb=clients.client("dynamodb"), tables=_tables_of(os.environ), machines=machines))
    assert _installed is not None  # noqa: S101 - installed just above
    return _installed


def _tables_of(environment: Mapping[str, str]) -> Mapping[str, str]:
    suffix = "_TABLE"
    return {
        name.removesuffix(suffix).lower(): value
        for name, value in environment.items()
        if name.endswith(suffix)
    }
