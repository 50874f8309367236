"""What is the same of a scenario wherever it is played: everything but names, times, and who was first of two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ops.books import Kind, moved
from tests.saga.agreement import in_order
from tests.scenarios.following import Outcome
from tests.support.cloud import Ended


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """`published` has each event's type and its id without the order's; `moved` is by kind."""

    path: tuple[str, ...]
    execution: str
    order: Mapping[str, Any]
    published: tuple[tuple[str, str], ...]
    told: tuple[str, ...]
    moved: Mapping[Kind, int]


def likeness_of(outcome: Outcome) -> Likeness:
    execution, path, _ = in_order(Ended(status=outcome.execution, path=outcome.path, output=None))
    return Likeness(
        path=path,
        execution=execution,
        order=_without_names(outcome.order),
        published=tuple(
            sorted((event.type, event.id.removeprefix(outcome.order_id)) for event in outcome.events)
        ),
        told=tuple(str(webhook.body["type"]) for webhook in outcome.webhooks),
        moved={entry.kind: by for entry, by in moved(outcome.before, outcome.after).items()},
    )


def _without_names(order: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reason's message may name the article or the customer."""
    reason = order["reason"]
    items = [{name: value for name, value in item.items() if name != "sku"} for item in order["items"]]
    kept = {name: order[name] for name in ("status", "total", "currency")}
    return {**kept, "items": items, "reason": reason and reason["code"]}
