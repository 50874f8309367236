"""How `saga list` looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ops.cli.model.reading import Listing
from ops.cli.views import headline
from ops.cli.views.words import duration, moment


def as_data(listing: Listing, now: datetime) -> dict[str, Any]:
    return {
        "sagas": [headline.as_data(saga, now) for saga in listing.sagas],
        "more_parked": listing.more_parked,
    }


def look(listing: Listing, now: datetime) -> RenderableType:
    if not listing.sagas:
        return Group(Text("No sagas.", style="dim"), *_more(listing))
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("saga", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("started (UTC)", no_wrap=True)
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("waits for", overflow="ellipsis", no_wrap=True, ratio=1)
    for saga in listing.sagas:
        table.add_row(
            saga.saga_id,
            headline.status(saga),
            moment(saga.started),
            duration(saga.seconds(now)),
            Text(headline.waits_for(saga, now)),
        )
    return Group(table, *_more(listing))


def _more(listing: Listing) -> list[RenderableType]:
    if not listing.more_parked:
        return []
    words = f"{listing.more_parked} more wait for a decision: ./saga list --status parked"
    return [Text(words, style="bold red")]
