"""How the path of an execution looks on a terminal: one row for each state it went through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from ops.sagas import ASKING, COMPENSATIONS
from ops.timeline import Visit

if TYPE_CHECKING:
    from datetime import datetime

_UNDONE = {"COMPENSATED": "undone", "REJECTED": "nothing to undo", "VOID": "nothing to undo"}
_PARKED = " parked"


def table(visits: Iterable[Visit], *, times: bool = False, runs: bool = False) -> Table:
    """`times`: say when each state was entered. `runs`: the execution is not over, and waits in its last state."""
    rows = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    if times:
        rows.add_column(style="dim", no_wrap=True)
    rows.add_column()
    rows.add_column(no_wrap=True)
    rows.add_column(justify="right", no_wrap=True)
    rows.add_column(style="dim")
    for visit in visits:
        seconds = "" if visit.seconds is None else f"{visit.seconds:.2f} s"
        name = f"  {visit.state}" if visit.branch else visit.state
        cells = (Text.from_markup(_mark(visit, runs=runs)), name, seconds, Text(_remark(visit, runs=runs)))
        rows.add_row(*((clock(visit.begun),) if times else ()), *cells)
    return rows


def clock(moment: datetime) -> str:
    """In UTC, as the logs are."""
    return f"{moment.astimezone(tz=UTC):%H:%M:%S}"


def is_compensation(state: str) -> bool:
    """Also in the second copy of the chain, whose states are named `<function>, owing`."""
    return state.partition(",")[0] in COMPENSATIONS


def _mark(visit: Visit, *, runs: bool) -> str:
    if visit.failed:
        return "[red]✗[/]"
    if visit.seconds is None:
        return "[cyan]…[/]" if runs else "[red]✗[/]"
    if is_compensation(visit.state):
        return "[yellow]↩[/]"
    return "[green]✓[/]"


def _remark(visit: Visit, *, runs: bool) -> str:
    if visit.failed:
        return _failures(visit)
    if visit.seconds is None:
        return _unfinished(visit, runs=runs)
    if is_compensation(visit.state):
        return _UNDONE.get(visit.status, visit.status)
    return f"after {len(visit.failures)} failed attempts" if visit.failures else ""


def _unfinished(visit: Visit, *, runs: bool) -> str:
    if not runs:
        return "cut off"
    if visit.state.endswith(_PARKED):
        return "waits for a decision"
    if visit.state in ASKING and not visit.failures:
        return "waits for a person's answer"
    return f"attempt {visit.attempts}, so far {_failures(visit)}" if visit.failures else ""


def _failures(visit: Visit) -> str:
    """Each reason once, and how often it was tried where that is more."""
    reasons = list(dict.fromkeys(f"{reason.code}: {reason.message}" for reason in visit.failures))
    often = f"{len(visit.failures)} attempts: " if len(visit.failures) > len(reasons) else ""
    return often + "; ".join(reasons)
