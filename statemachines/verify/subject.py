"""What every rule is given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from statemachines.verify.finding import Finding
from statemachines.verify.following.seen import Seen
from statemachines.verify.language.machine import Machine
from statemachines.verify.purpose.roles import Roles


@dataclass(frozen=True, kw_only=True)
class Subject:
    """`recovered`: another machine finishes what an execution of this one leaves."""

    machine: Machine
    roles: Roles
    seen: Seen
    recovered: bool


Rule: TypeAlias = Callable[[Subject], Iterable[Finding]]
