"""Journal items, events and executions as they lie in the tables, written by hand for the tests of the invariants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.simulation.invariants.ledger import Changed


@dataclass(frozen=True)
class Over:
    """An execution that is over."""

    status: str
    output: Any


COMPLETED = Over("SUCCEEDED", {"outcome": "COMPLETED"})
COMPENSATED = Over("SUCCEEDED", {"outcome": "COMPENSATED"})
ABORTED = Over("ABORTED", None)


def event(
    number: int = 1,
    subject: str = "reservations/o-1",
    kind: str = "StockReserved",
    data: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "id": f"{subject}.{number}",
        "subject": subject,
        "sequence": str(number),
        "type": kind,
        "data": dict(data or {"order_id": "o-1"}),
    }


def step(
    name: str,
    status: str,
    *,
    saga_id: str = "o-1",
    events: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {"pk": f"saga#{saga_id}", "sk": name, "status": status, "events": events or [], **more}


def journal(
    name: str, old: dict[str, Any] | None, new: dict[str, Any] | None, *, saga_id: str = "o-1"
) -> Changed:
    return Changed(name.partition(".")[0], f"saga#{saga_id}", name, old, new)


def steps(statuses: Mapping[str, str], *, saga_id: str = "o-1") -> dict[Any, Any]:
    """The journal of a saga, by the places of its items."""
    return {
        (name.partition(".")[0], f"saga#{saga_id}", name): step(name, status, saga_id=saga_id)
        for name, status in statuses.items()
    }
