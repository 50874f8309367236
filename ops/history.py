"""The events of an execution's history, sorted into the states they belong to.

A history is one list, also where a Parallel's branches ran side by side. AWS says of each event which one came
before it, and enters the states inside a branch by name. MiniStack does neither: there, all that happens in a
Parallel belongs to the Parallel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

HistoryEvent: TypeAlias = Mapping[str, Any]
"""As GetExecutionHistory gives it: `{"type", "timestamp", "id"?, "previousEventId"?, "...EventDetails"?}`."""


@dataclass(kw_only=True)
class Entry:
    """A state, entered once. `events` begins with that; `inner` are the states inside a Parallel, if told."""

    state: str
    events: list[HistoryEvent]
    parallel: bool = False
    inner: list[Entry] = field(default_factory=list)

    @property
    def left(self) -> bool:
        return bool(self.events[-1]["type"].endswith("StateExited"))


def entries_of(events: Iterable[HistoryEvent]) -> list[Entry]:
    """The states that were not inside another, in the order they were entered."""
    outer: list[Entry] = []
    owners: dict[int, Entry] = {}
    for event in events:
        if event["type"].startswith("Execution"):
            continue
        if event["type"].endswith("StateEntered"):
            owner = _entered(event, outer)
        elif outer:
            owner = _owner(event, outer, owners)
            owner.events.append(event)
        else:
            continue
        owners[event.get("id", 0)] = owner
    return outer


def _entered(event: HistoryEvent, outer: list[Entry]) -> Entry:
    parallel = event["type"].startswith("Parallel")
    entry = Entry(state=event["stateEnteredEventDetails"]["name"], events=[event], parallel=parallel)
    around = outer[-1] if outer and outer[-1].parallel and not outer[-1].left else None
    (around.inner if around else outer).append(entry)
    return entry


def _owner(event: HistoryEvent, outer: list[Entry], owners: Mapping[int, Entry]) -> Entry:
    latest = outer[-1]
    if event["type"].endswith("StateExited"):
        name = event["stateExitedEventDetails"]["name"]
        return next((inner for inner in latest.inner if inner.state == name), latest)
    if event["type"].startswith("Parallel"):
        return latest
    return owners.get(event.get("previousEventId", 0), latest)
