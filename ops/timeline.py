"""The path of one execution: from the history's events to the states it went through, in order.

Where the history does not name the tasks in a Parallel, one that succeeded is known by the `step` in its answer;
one that failed is one of those that did not succeed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdas.shared.contract import Reason, error_message, reason_of
from ops.history import Entry, HistoryEvent, entries_of

_UNCODED = "STEP_FAILED"
_TIMED_OUT = "States.Timeout"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One state, entered once, at `begun`.

    `branch`: it is a state inside the Parallel before it. `status` is what the participant answered (DONE,
    COMPENSATED, ...) or empty. `failures` has one reason for each attempt that failed, also when a later one
    did not. `seconds` is None while it is not over, and stays None when it was cut off.
    """

    state: str
    begun: datetime
    seconds: float | None
    status: str = ""
    failures: tuple[Reason, ...] = ()
    failed: bool = False
    branch: bool = False

    @property
    def attempts(self) -> int:
        """How often it was tried, the attempt that is under way included."""
        return len(self.failures) + (not self.failed)


def visits_of(events: Iterable[HistoryEvent], *, branches: Mapping[str, Sequence[str]]) -> tuple[Visit, ...]:
    """`branches` names the tasks in each Parallel, by its name."""
    visits: list[Visit] = []
    for entry in entries_of(events):
        if entry.parallel:
            tasks = branches.get(entry.state, ())
            inner = [_visit(task, around=entry) for task in entry.inner] or _guessed(entry, tasks)
            failed = any(visit.failed for visit in inner)
            begun = entry.events[0]["timestamp"]
            visits.append(Visit(state=entry.state, begun=begun, seconds=_seconds(entry), failed=failed))
            visits += sorted(inner, key=lambda visit: _place(visit, tasks))
        else:
            visits.append(_visit(entry))
    return tuple(visits)


def _visit(entry: Entry, *, around: Entry | None = None) -> Visit:
    failures = tuple(failure for event in entry.events if (failure := _failure(event)))
    answers = [_answer(event) for event in entry.events if event["type"] == "TaskSucceeded"]
    over = entry.left or bool(around and around.left)
    seconds = _seconds(entry)
    if seconds is None and over and failures:
        seconds = _between(entry.events[0], entry.events[-1])
    return Visit(
        state=entry.state,
        begun=entry.events[0]["timestamp"],
        seconds=seconds,
        status=str(answers[-1].get("status", "")) if answers else "",
        failures=failures,
        failed=over and bool(failures) and not answers,
        branch=around is not None,
    )


def _guessed(parallel: Entry, tasks: Sequence[str]) -> list[Visit]:
    """The tasks of a Parallel whose history does not name them."""
    first = parallel.events[0]
    visits = [
        Visit(
            state=_answer(event)["step"],
            begun=first["timestamp"],
            seconds=_between(first, event),
            status=str(_answer(event).get("status", "")),
            branch=True,
        )
        for event in parallel.events
        if event["type"] == "TaskSucceeded"
    ]
    left = [task for task in tasks if task not in {visit.state for visit in visits}]
    failed = [(event, failure) for event in parallel.events if (failure := _failure(event))]
    if left and failed:
        last, _ = failed[-1]
        visits.append(
            Visit(
                state=" or ".join(left),
                begun=first["timestamp"],
                seconds=_between(first, last) if parallel.left else None,
                failures=tuple(failure for _, failure in failed),
                failed=parallel.left,
                branch=True,
            )
        )
    return visits


def _place(visit: Visit, tasks: Sequence[str]) -> int:
    return tasks.index(visit.state) if visit.state in tasks else len(tasks)


def _answer(event: HistoryEvent) -> Mapping[str, Any]:
    """What the function returned; nothing for a state that waited for a decision."""
    output = json.loads(event["taskSucceededEventDetails"].get("output", "{}"))
    payload: Mapping[str, Any] = output.get("Payload") or {}
    return payload


def _failure(event: HistoryEvent) -> Reason | None:
    """Why an attempt failed, if the event is that: its code, or else the error's own name and message."""
    kind = event["type"]
    if not kind.startswith("Task") or not kind.endswith(("Failed", "TimedOut")):
        return None
    details = event.get(f"{kind[0].lower()}{kind[1:]}EventDetails", {})
    name, cause = details.get("error") or _TIMED_OUT, details.get("cause", "")
    reason = reason_of({"Error": name, "Cause": cause})
    return Reason(code=name, message=error_message(cause)) if reason.code == _UNCODED else reason


def _seconds(entry: Entry) -> float | None:
    return _between(entry.events[0], entry.events[-1]) if entry.left else None


def _between(first: HistoryEvent, last: HistoryEvent) -> float:
    seconds: float = (last["timestamp"] - first["timestamp"]).total_seconds()
    return seconds
