"""Sagas, put together from the state machines of all of them and the recovery table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from ops.cli.errors import CannotDo
from ops.cli.model.candidates import Candidate, candidates, parked_among
from ops.cli.model.parked import Parked, all_waiting, parked_of
from ops.cli.model.runs import Machines
from ops.cli.model.saga import Saga, Status

if TYPE_CHECKING:
    from lambdas.shared.world import World

_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The newest sagas. `more_parked` is how many wait for a decision beside those."""

    sagas: tuple[Saga, ...]
    more_parked: int


@dataclass(frozen=True, kw_only=True)
class Sagas:
    """Those that run on `machines`."""

    machines: tuple[Machines, ...]
    world: World

    def of(self, name: str) -> Sagas:
        """Those of one table alone."""
        return replace(self, machines=tuple(each for each in self.machines if each.definition.name == name))

    def find(self, saga_id: str) -> Saga:
        """All that is known of one, whichever it is of. Raises CannotDo when there is no such saga."""
        anywhere = [Candidate(machines=each, saga_id=saga_id) for each in self.machines]
        found = self._load_all(anywhere, {saga_id: parked_of(self.world, saga_id)})
        if not found:
            raise CannotDo(
                "UNKNOWN_SAGA", f"there is no saga {saga_id} here: `./saga list` shows the newest ones"
            )
        return found[0]

    def newest(self, limit: int, status: Status | None = None) -> Listing:
        """At most `limit`, the newest first; `status` leaves out all others."""
        waiting = all_waiting(self.world)
        parked = parked_among(self.machines, waiting)
        among = iter(parked) if status is Status.PARKED else candidates(self.machines, status)
        chosen: list[Saga] = []
        for chunk in _chunks(among, limit):
            loaded = self._load_all(chunk, waiting)
            chosen += [saga for saga in loaded if status is None or saga.status is status]
            if len(chosen) >= limit and status is not Status.PARKED:
                break
        chosen.sort(key=lambda saga: saga.started, reverse=True)
        shown = tuple(chosen[:limit])
        counted = parked if status in (None, Status.PARKED) else ()
        return Listing(sagas=shown, more_parked=self._more_parked(counted, waiting, shown))

    def _more_parked(
        self, parked: Iterable[Candidate], waiting: Mapping[str, tuple[Parked, ...]], shown: Iterable[Saga]
    ) -> int:
        ids = {saga.saga_id for saga in shown}
        others = [candidate for candidate in parked if candidate.saga_id not in ids]
        return sum(saga.status is Status.PARKED for saga in self._load_all(others, waiting))

    def _load_all(
        self, wanted: Iterable[Candidate], waiting: Mapping[str, tuple[Parked, ...]]
    ) -> tuple[Saga, ...]:
        """Those there are, in the order asked for."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            loaded = pool.map(lambda each: _load(each, waiting.get(each.saga_id, ())), wanted)
            return tuple(saga for saga in loaded if saga)


def _load(candidate: Candidate, parked: tuple[Parked, ...]) -> Saga | None:
    machines, saga_id = candidate.machines, candidate.saga_id
    runs = machines.runs_of(saga_id)
    if not runs:
        return None
    saga = Saga(saga_id=saga_id, definition=machines.definition, runs=runs, parked=parked)
    return replace(saga, state=machines.state_of(saga.latest)) if saga.latest.running else saga


def _chunks(wanted: Iterable[Candidate], size: int) -> Iterator[list[Candidate]]:
    rest = iter(wanted)
    while chunk := list(islice(rest, size)):
        yield chunk
