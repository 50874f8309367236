"""The path of one execution: from the history's events to the states it went through, in order.

The history is read as MiniStack writes it: states one after the other, and in a Parallel the tasks of its
branches without their names. A task that succeeded is known by the `step` in its answer; one that failed is one
of those that did not succeed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lambdas.shared.contract import Reason, reason_of

HistoryEvent: TypeAlias = Mapping[str, Any]
"""As GetExecutionHistory gives it: `{"type", "timestamp", "taskFailedEventDetails"?, ...}`."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One state, entered once.

    `branch`: it is a state inside the Parallel before it. `status` is what the participant answered (DONE,
    COMPENSATED, ...) or empty. `failures` has one reason for each attempt that failed, also when a later one
    did not. `seconds` is None while it is not over.
    """

    state: str
    seconds: float | None
    status: str = ""
    failures: tuple[Reason, ...] = ()
    failed: bool = False
    branch: bool = False


def visits_of(events: Iterable[HistoryEvent], *, branches: Mapping[str, Sequence[str]]) -> tuple[Visit, ...]:
    """`branches` names the tasks in each Parallel, by its name."""
    visits: list[Visit] = []
    for group in _by_state(events):
        name = group[0]["stateEnteredEventDetails"]["name"]
        if name in branches:
            inner = _branch_visits(group, branches[name])
            failed = any(visit.failed for visit in inner)
            visits += [Visit(state=name, seconds=_seconds(group), failed=failed), *inner]
        else:
            visits.append(_visit(name, group))
    return tuple(visits)


def _by_state(events: Iterable[HistoryEvent]) -> Iterator[list[HistoryEvent]]:
    group: list[HistoryEvent] = []
    for event in events:
        if event["type"].endswith("StateEntered"):
            if group:
                yield group
            group = [event]
        elif group and not event["type"].startswith("Execution"):
            group.append(event)
    if group:
        yield group


def _visit(name: str, group: Sequence[HistoryEvent]) -> Visit:
    failures = tuple(_failure(event) for event in group if event["type"] == "TaskFailed")
    answers = [_answer(event) for event in group if event["type"] == "TaskSucceeded"]
    return Visit(
        state=name,
        seconds=_seconds(group),
        status=str(answers[-1].get("status", "")) if answers else "",
        failures=failures,
        failed=bool(failures) and not answers,
    )


def _branch_visits(group: Sequence[HistoryEvent], tasks: Sequence[str]) -> list[Visit]:
    visits = [
        Visit(
            state=_answer(event)["step"],
            seconds=_between(group[0], event),
            status=str(_answer(event).get("status", "")),
            branch=True,
        )
        for event in group
        if event["type"] == "TaskSucceeded"
    ]
    left = [task for task in tasks if task not in {visit.state for visit in visits}]
    failed = [event for event in group if event["type"] == "TaskFailed"]
    if left and failed:
        over = group[-1]["type"].endswith("StateExited")
        visits.append(
            Visit(
                state=" or ".join(left),
                seconds=_between(group[0], failed[-1]) if over else None,
                failures=tuple(_failure(event) for event in failed),
                failed=over,
                branch=True,
            )
        )
    return sorted(visits, key=lambda visit: tasks.index(visit.state) if visit.state in tasks else len(tasks))


def _answer(event: HistoryEvent) -> Mapping[str, Any]:
    """What the function returned."""
    output = json.loads(event["taskSucceededEventDetails"]["output"])
    payload: Mapping[str, Any] = output.get("Payload") or {}
    return payload


def _failure(event: HistoryEvent) -> Reason:
    details = event["taskFailedEventDetails"]
    return reason_of({"Error": details.get("error", ""), "Cause": details.get("cause", "")})


def _seconds(group: Sequence[HistoryEvent]) -> float | None:
    if not group[-1]["type"].endswith("StateExited"):
        return None
    return _between(group[0], group[-1])


def _between(first: HistoryEvent, last: HistoryEvent) -> float:
    seconds: float = (last["timestamp"] - first["timestamp"]).total_seconds()
    return seconds
