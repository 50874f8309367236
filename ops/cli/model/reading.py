"""Sagas, put together from the two state machines and the recovery table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from ops.cli.errors import CannotDo
from ops.cli.model.parked import Parked, all_waiting, parked_of
from ops.cli.model.runs import Machines
from ops.cli.model.saga import Saga, Status

if TYPE_CHECKING:
    from lambdas.shared.world import World

_AT_ONCE = 8
_DEAD = ("ABORTED", "FAILED", "TIMED_OUT")
_LISTED: Mapping[Status, tuple[str, ...]] = {
    Status.RUNNING: ("RUNNING",),
    Status.DEAD: _DEAD,
    Status.COMPLETED: ("SUCCEEDED", *_DEAD),
    Status.COMPENSATED: ("SUCCEEDED", *_DEAD),
}
"""How the saga's own execution may stand when the saga stands so: it may have been cut off and recovered."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The newest sagas. `more_parked` is how many wait for a decision beside those."""

    sagas: tuple[Saga, ...]
    more_parked: int


@dataclass(frozen=True, kw_only=True)
class Sagas:
    machines: Machines
    world: World

    def find(self, saga_id: str) -> Saga:
        """All that is known of one. Raises CannotDo when there is no such saga."""
        saga = self._load(saga_id, parked_of(self.world, saga_id))
        if saga is None:
            raise CannotDo(
                "UNKNOWN_SAGA", f"there is no saga {saga_id} here: `./saga list` shows the newest ones"
            )
        return saga

    def newest(self, limit: int, status: Status | None = None) -> Listing:
        """At most `limit`, the newest first; `status` leaves out all others."""
        waiting = all_waiting(self.world)
        chosen: list[Saga] = []
        for saga_ids in _chunks(self._candidates(status, waiting), limit):
            loaded = self._load_all(saga_ids, waiting)
            chosen += [saga for saga in loaded if status is None or saga.status is status]
            if len(chosen) >= limit and status is not Status.PARKED:
                break
        chosen.sort(key=lambda saga: saga.started, reverse=True)
        return Listing(
            sagas=tuple(chosen[:limit]), more_parked=self._more_parked(waiting, chosen[:limit], status)
        )

    def _candidates(self, status: Status | None, waiting: Mapping[str, object]) -> Iterator[str]:
        """Ids of sagas that may stand so, the newest first where their number is not small by nature."""
        machines = self.machines
        if status is Status.PARKED:
            return iter(waiting)
        if status is Status.RECOVERING:
            recoveries = (machines.run(arn, 1) for _, arn in machines.listed(machines.recovery, "RUNNING"))
            return (str(run.given["saga_id"]) for run in recoveries if run and "saga_id" in run.given)
        wanted = _LISTED[status] if status else (None,)
        listings = [machines.listed(machines.saga, each) for each in wanted]
        newest = merge(*listings, key=lambda listed: listed[0], reverse=True)
        return (arn.rpartition(":")[2] for _, arn in newest)

    def _more_parked(
        self, waiting: Mapping[str, tuple[Parked, ...]], shown: Iterable[Saga], status: Status | None
    ) -> int:
        """Not counted where only sagas that stand otherwise were asked for."""
        if status not in (None, Status.PARKED):
            return 0
        others = waiting.keys() - {saga.saga_id for saga in shown}
        return sum(saga.status is Status.PARKED for saga in self._load_all(others, waiting))

    def _load_all(
        self, saga_ids: Iterable[str], waiting: Mapping[str, tuple[Parked, ...]]
    ) -> tuple[Saga, ...]:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            loaded = pool.map(lambda saga_id: self._load(saga_id, waiting.get(saga_id, ())), saga_ids)
            return tuple(saga for saga in loaded if saga)

    def _load(self, saga_id: str, parked: tuple[Parked, ...]) -> Saga | None:
        runs = self.machines.runs_of(saga_id)
        if not runs:
            return None
        saga = Saga(saga_id=saga_id, runs=runs, parked=parked)
        return replace(saga, state=self.machines.state_of(saga.latest)) if saga.latest.running else saga


def _chunks(saga_ids: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(saga_ids)
    while chunk := list(islice(rest, size)):
        yield chunk
