"""How `saga list` looks. Only the last column gives way where it is narrow: the id is there to be copied."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ops.cli.model.reading import Listing
from ops.cli.model.saga import Saga
from ops.cli.views import headline
from ops.cli.views.words import duration, short


def as_data(listing: Listing, now: datetime) -> dict[str, Any]:
    return {
        "sagas": [headline.as_data(saga, now) for saga in listing.sagas],
        "more_parked": listing.more_parked,
    }


def look(listing: Listing, now: datetime) -> RenderableType:
    if not listing.sagas:
        return Group(Text("No sagas.", style="dim"), *_more(listing))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("id", no_wrap=True, min_width=max(len(saga.saga_id) for saga in listing.sagas))
    table.add_column("started (UTC)", no_wrap=True)
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("saga", overflow="fold")
    for saga in listing.sagas:
        table.add_row(saga.saga_id, short(saga.started), duration(saga.seconds(now)), _status(saga, now))
    return Group(table, *_more(listing))


def _status(saga: Saga, now: datetime) -> Text:
    """Which saga it is and how it stands, with what it waits for; in a line of its own where that is a sentence."""
    stands = Text.assemble(f"{saga.definition.name} ", headline.status(saga))
    waits = headline.waits_for(saga, now)
    if not waits:
        return stands
    between = " in " if saga.latest.running and not saga.waiting else "\n"
    return Text.assemble(stands, (f"{between}{waits}", "dim"))


def _more(listing: Listing) -> list[RenderableType]:
    if not listing.more_parked:
        return []
    words = f"{listing.more_parked} more wait for a decision: ./saga list --status parked"
    return [Text(words, style="bold red")]
