"""One saga, and the one word for how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ops.cli.model.parked import Decision, Parked
from ops.cli.model.runs import Run
from ops.sagas import ASKING
from statemachines.step import Definition

_ORDER = "order_id"


class Status(StrEnum):
    """RUNNING: by itself. PARKED: a function waits for a decision. RECOVERING: a recovery runs.

    DEAD: its latest execution was cut off, and no recovery has taken it up (yet).
    """

    RUNNING = "RUNNING"
    PARKED = "PARKED"
    COMPLETED = "COMPLETED"
    COMPENSATED = "COMPENSATED"
    RECOVERING = "RECOVERING"
    DEAD = "DEAD"


@dataclass(frozen=True, kw_only=True)
class Saga:
    """One execution of a table, `definition`, with all that finished it.

    `runs` in the order they ran, at least one. `state` is where the latest is, if it runs and was asked.
    `parked` is all that is known to have parked, also what has gone on since.
    """

    saga_id: str
    definition: Definition
    runs: tuple[Run, ...]
    parked: tuple[Parked, ...]
    state: str = ""

    @property
    def order_id(self) -> str | None:
        """The order that it is about: the one it was given, or else the one it makes, which has its own id."""
        if _ORDER not in self.definition.given:
            return self.saga_id
        order_id = (self.input or {}).get(_ORDER)
        return order_id if isinstance(order_id, str) else None

    @property
    def latest(self) -> Run:
        return self.runs[-1]

    @property
    def waiting(self) -> tuple[Parked, ...]:
        """What waits for a decision. An item of an execution that was cut off waits for nobody."""
        if not self.latest.running:
            return ()
        return tuple(each for each in self.parked if each.waiting and each.execution == self.latest.arn)

    @property
    def untold(self) -> tuple[Parked, ...]:
        """Decided, and yet the execution still waits: it was not told, and can be by deciding the same again."""
        if not self.latest.running:
            return ()
        return tuple(
            each
            for each in self.parked
            if not each.waiting
            and each.execution == self.latest.arn
            and self.state == f"{each.function} parked"
        )

    @property
    def status(self) -> Status:
        if self.waiting:
            return Status.PARKED
        if self.latest.running:
            return Status.RECOVERING if self.latest.generation else Status.RUNNING
        if self.latest.dead:
            return Status.DEAD
        return Status(self.latest.output.get("outcome", Status.COMPLETED))

    @property
    def waits_for_a_person(self) -> bool:
        """To be answered, for as long as its table says: it is not stuck."""
        return self.latest.running and self.state in ASKING

    @property
    def reason(self) -> Mapping[str, str] | None:
        """Why it was compensated: `{"code", "message"}`."""
        reason = self.latest.output.get("reason")
        return reason if isinstance(reason, dict) else None

    @property
    def started(self) -> datetime:
        return self.runs[0].started

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """In the order they were made."""
        return tuple(
            sorted((each for parked in self.parked for each in parked.decisions), key=lambda each: each.at)
        )

    @property
    def input(self) -> Mapping[str, Any] | None:
        """As it is now: what waits may have been given a corrected one."""
        for parked in (*self.waiting, *self.untold):
            if parked.input is not None:
                return parked.input
        given = self.latest.given.get("input")
        return given if isinstance(given, dict) else None

    def seconds(self, now: datetime) -> float:
        """From its start to its end, or until now."""
        end = None if self.latest.running or self.latest.dead else self.latest.stopped
        return ((end or now) - self.started).total_seconds()
