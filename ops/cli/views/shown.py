"""How `saga show` looks: where the saga stands, its path, what is parked and decided, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lambdas.shared.contract import Status as Journaled
from ops import path
from ops.cli.model.advice import Advice
from ops.cli.model.journal import Entry
from ops.cli.model.order import Order
from ops.cli.model.parked import Decision, Parked
from ops.cli.model.saga import Saga
from ops.cli.model.timeline import Chapter
from ops.cli.views import headline
from ops.cli.views.words import duration, moment

_SAYS = {
    Journaled.DONE: "done",
    Journaled.COMPENSATED: "undone",
    Journaled.REJECTED: "said no, nothing was done",
    Journaled.VOID: "never done, and never will be",
    None: "nothing is recorded",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All that `saga show` says of one saga."""

    saga: Saga
    order: Order | None
    chapters: Sequence[Chapter]
    journal: Sequence[Entry]
    advice: Sequence[Advice]
    now: datetime


def look(shown: Shown) -> RenderableType:
    saga = shown.saga
    parts: list[RenderableType] = [_heading(saga, shown.now)]
    for chapter in shown.chapters:
        parts += _section(_title(chapter), path.table(chapter.visits, times=True, runs=chapter.run.running))
    if saga.waiting:
        parts += _section("Parked", _parked(saga.waiting, shown.now))
    if saga.decisions:
        parts += _section("Decisions", _decisions(saga.decisions))
    if shown.order:
        parts += _section("The order", _order(shown.order, saga))
    parts += _section("What the journals say", _journal(shown.journal))
    if shown.advice:
        parts += _section("What to do", Group(*_advice(shown.advice)))
    return Group(*parts)


def _heading(saga: Saga, now: datetime) -> Text:
    took = duration(saga.seconds(now))
    when = f"  started {moment(saga.started)} UTC, {'so far' if _open(saga) else 'took'} {took}"
    name = f"  {saga.definition.name}  "
    heading = Text.assemble((saga.saga_id, "bold"), name, headline.status(saga), (when, "dim"))
    if saga.reason:
        heading.append(f"\n{saga.reason['code']}: {saga.reason['message']}")
    return heading


def _open(saga: Saga) -> bool:
    return saga.latest.running or saga.latest.dead


def _title(chapter: Chapter) -> str:
    run = chapter.run
    what = f"Recovery {run.generation}" if run.generation else "The saga's execution"
    ending = f", {run.error}" if run.error else ""
    return f"{what}: {run.status}{ending}"


def _parked(waiting: Iterable[Parked], now: datetime) -> Table:
    table = _table()
    for parked in waiting:
        since = f"since {moment(parked.since)}, {duration((now - parked.since).total_seconds())} ago"
        often = f", for the {parked.attempts}. time" if parked.attempts > 1 else ""
        told = f"{parked.error.code}: {parked.error.message}"
        table.add_row(Text(parked.function, style="bold"), Text(f"{since}{often}\n{told}"))
    return table


def _decisions(decisions: Iterable[Decision]) -> Table:
    table = _table()
    for decision in decisions:
        what = f"{decision.action} {decision.function}"
        corrected = ", with corrected input" if decision.input_changed else ""
        why = f": {decision.reason}" if decision.reason else ""
        table.add_row(Text(moment(decision.at), style="dim"), what, Text(f"by {decision.by}{corrected}{why}"))
    return table


def _order(order: Order, saga: Saga) -> Text:
    says = Text(f"{order.order_id}  {order.status}")
    if order.locked_by:
        by = "this saga" if order.locked_by == saga.saga_id else order.locked_by
        says.append(f", locked by {by}")
    if order.version > 1:
        says.append(f", version {order.version}")
    return says


def _journal(entries: Iterable[Entry]) -> Table:
    table = _table()
    for entry in entries:
        table.add_row(
            entry.step, Text(entry.status or "-", style="" if entry.status else "dim"), _meaning(entry)
        )
    return table


def _meaning(entry: Entry) -> Text:
    says = _SAYS[entry.status] + (f" ({entry.reason.code})" if entry.reason else "")
    if not entry.owed:
        return Text(says, style="dim")
    if entry.skipped:
        return Text.assemble((f"{says}; ", "dim"), (f"{entry.owed} was skipped", "yellow"))
    return Text.assemble((f"{says}; ", "dim"), (f"owed: {entry.owed}", "bold red"))


def _advice(advice: Iterable[Advice]) -> Iterator[RenderableType]:
    for each in advice:
        yield Text(each.why)
        if each.command:
            yield Text(f"    {each.command}", style="bold", no_wrap=True, overflow="ignore")


def _section(title: str, body: RenderableType) -> list[RenderableType]:
    return [Text(f"\n{title}", style="bold"), Padding(body, (0, 0, 0, 2), expand=False)]


def _table() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for _ in range(2):
        table.add_column(no_wrap=True)
    return table
