"""How a story looks on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ops import path
from ops.books import Books, Entry, Kind
from ops.seed import CURRENCY

if TYPE_CHECKING:
    from ops.receiver import Received
    from ops.story import Story
    from ops.tap import Event

_MONEY = {Kind.CREDIT, Kind.BALANCE}


def story(told: Story) -> RenderableType:
    """The order, its path, its events and its webhooks."""
    order, scene = told.order, told.scene
    colour = "green" if order["status"] == "APPROVED" else "yellow"
    reason = f": {order['reason']['code']}" if order["reason"] else ""
    ending = f"[{colour}]{order['status']}{escape(reason)}[/]  [dim]{order['order_id']}[/]"
    title = Text.from_markup(f"[bold]{escape(scene.title)}[/]  {ending}")
    return Group(
        title,
        Padding(path.table(told.visits), (0, 0, 0, 2)),
        *_events(told.events),
        *_webhooks(told.webhooks),
    )


def books(stories: Sequence[Story]) -> Table:
    """Stock, credit and money before, and after each of the stories."""
    table = Table(title="Stock, credit and money", title_justify="left", title_style="bold")
    table.add_column("")
    table.add_column("")
    table.add_column("before", justify="right")
    for told in stories:
        table.add_column(f"after {told.scene.customer_id}'s order", justify="right")
    snapshots = [stories[0].before, *(told.after for told in stories)]
    for entry in stories[0].before:
        table.add_row(escape(entry.owner), entry.kind.value, *_cells(entry, snapshots))
    return table


def webhook(received: Received) -> str:
    """One line, with Rich's markup."""
    kind = escape(str(received.body.get("type", "webhook")))
    if not received.verified:
        return f"[red]✗[/] {kind} not verified: {escape(received.problem)}"
    reason, about = received.data.get("reason"), received.order_id or received.data.get("endpoint_id", "")
    why = f" ({escape(str(reason['code'] if isinstance(reason, dict) else reason))})" if reason else ""
    return f"[green]✓[/] {kind}{why} [dim]{escape(str(about))}, signature verified[/]"


def money(minor_units: int) -> str:
    sign, (whole, part) = "-" if minor_units < 0 else "", divmod(abs(minor_units), 100)
    return f"{sign}{whole:,}.{part:02d} {CURRENCY}"


def _events(events: Sequence[Event]) -> Iterator[RenderableType]:
    names = " · ".join(event.type for event in events) or "none"
    yield Padding(Text.assemble(("events    ", "bold"), names), (0, 0, 0, 2))


def _webhooks(webhooks: Sequence[Received]) -> Iterator[RenderableType]:
    lines = [webhook(received) for received in webhooks] or ["none"]
    for line in lines:
        yield Padding(Text.from_markup(f"[bold]webhook   [/]{line}"), (0, 0, 0, 2))


def _cells(entry: Entry, snapshots: Sequence[Books]) -> Iterator[str]:
    earlier: int | None = None
    for snapshot in snapshots:
        number = snapshot.get(entry)
        shown = "" if number is None else money(number) if entry.kind in _MONEY else str(number)
        changed = earlier is not None and number != earlier
        yield f"[bold]{shown}[/]" if changed else shown
        earlier = number
