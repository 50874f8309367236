"""A caller's orders, newest first: their ids from the index, themselves from the table.

The index follows the table within moments, so an order may be missing in the list right after it was placed;
one that is listed is shown as it is now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.api.paging import Wanted
from lambdas.shared import owned, view
from lambdas.shared.lookup import ORDER_ID
from lambdas.shared.reads import read_all, read_page

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

POSITION = rf"[0-9T:.+-]{{1,32}} {ORDER_ID}"
"""Where a page ends: at the order with this time of creation and this id."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """`last` is where the next page goes on, None when there is none."""

    orders: Sequence[dict[str, Any]]
    last: str | None


def listed(world: World, wanted: Wanted) -> Listed:
    """`wanted.of` is the caller. Raises Transient.

    One more than wanted is asked for, so that the last page knows that it is the last.
    """
    table = world.table("orders")
    page = read_page(
        world,
        table=table,
        index=owned.INDEX,
        condition=f"#{owned.CALLER} = :caller",
        values={"caller": wanted.of},
        most=wanted.limit + 1,
        after=_start(wanted),
        newest_first=True,
    )
    entries = page.items[: wanted.limit]
    keys = [{"pk": entry["pk"], "sk": entry["sk"]} for entry in entries]
    items = {item["pk"]: item for item in (read_all(world, table=table, keys=keys) if keys else [])}
    more = len(page.items) > wanted.limit
    return Listed(
        orders=[view.from_item(items[entry["pk"]]) for entry in entries if entry["pk"] in items],
        last=_position(entries[-1]) if more else None,
    )


def _start(wanted: Wanted) -> Item | None:
    if wanted.after is None:
        return None
    created_at, order_id = wanted.after.split(" ")
    key = {"pk": f"order#{order_id}", "sk": "order"}
    return {**key, owned.CALLER: wanted.of, owned.CREATED: created_at}


def _position(entry: Item) -> str:
    return f"{entry[owned.CREATED]} {entry['pk'].removeprefix('order#')}"
