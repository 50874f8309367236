"""Which sagas may stand as somebody asks, as the machines list them: to be looked at one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from ops.cli.model.parked import Parked
from ops.cli.model.runs import Machines
from ops.cli.model.saga import Status

_DEAD = ("ABORTED", "FAILED", "TIMED_OUT")
_LISTED: Mapping[Status, tuple[str, ...]] = {
    Status.RUNNING: ("RUNNING",),
    Status.DEAD: _DEAD,
    Status.COMPLETED: ("SUCCEEDED", *_DEAD),
    Status.COMPENSATED: ("SUCCEEDED", *_DEAD),
}
"""How the saga's own execution may stand when the saga stands so: it may have been cut off and recovered."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A saga by its id, and the machines that it is on."""

    machines: Machines
    saga_id: str


def candidates(machines: Iterable[Machines], status: Status | None) -> Iterator[Candidate]:
    """Of all these machines, the newest first. What is parked they do not know: see `parked_among`."""
    if status is Status.RECOVERING:
        running = _listed((each, each.recovery, "RUNNING") for each in machines)
        return (candidate for each, arn in running if (candidate := _recovered(each, arn)))
    wanted = _LISTED[status] if status else (None,)
    newest = _listed((each, each.saga, execution) for each in machines for execution in wanted)
    return (Candidate(machines=each, saga_id=arn.rpartition(":")[2]) for each, arn in newest)


def parked_among(
    machines: Iterable[Machines], waiting: Mapping[str, Sequence[Parked]]
) -> tuple[Candidate, ...]:
    """Of all that waits for a decision, by saga, what is on one of these machines."""
    return tuple(
        Candidate(machines=each, saga_id=saga_id)
        for each in machines
        for saga_id, parked in waiting.items()
        if each.run_on(parked[0].execution)
    )


def _listed(listings: Iterable[tuple[Machines, str, str | None]]) -> Iterator[tuple[Machines, str]]:
    """The executions of each of these: on a machine by ARN, with a status. The newest first."""
    newest = merge(*(_listing(*each) for each in listings), key=lambda listed: listed[0], reverse=True)
    return ((machines, arn) for _, machines, arn in newest)


def _listing(
    machines: Machines, machine: str, status: str | None
) -> Iterator[tuple[datetime, Machines, str]]:
    for started, arn in machines.listed(machine, status):
        yield started, machines, arn


def _recovered(machines: Machines, arn: str) -> Candidate | None:
    """Whose recovery an execution is: only its input tells."""
    run = machines.run(arn, 1)
    if run is None or "saga_id" not in run.given:
        return None
    return Candidate(machines=machines, saga_id=str(run.given["saga_id"]))
