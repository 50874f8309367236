"""After the saga's deadline no step up to the pivot begins any more, however late its call arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.simulation.invariants.ledger import Changed, Ledger

_SECONDS = 900.0
_A_PERSON_HAS = 3 * 24 * 3600.0
_UNDER_WAY = 30.0
"""Seconds in which what began before the deadline may still commit."""

_UP_TO_THE_PIVOT = {
    "orders.create",
    "inventory.reserve",
    "customers.reserve_credit",
    "payments.charge",
    "orders.begin_cancellation",
    "inventory.withdraw",
    "orders.begin_change",
    "inventory.adjust",
    "customers.adjust_credit",
    "payments.adjust",
    "orders.open_group",
    "inventory.hold",
    "orders.place_first",
}
"""But not what comes after an order of a group was answered for, from which on the group's deadline counts anew."""


def check(
    changes: list[Changed], ledger: Ledger, *, now: float, placed: Mapping[str, float]
) -> Iterator[str]:
    """`now` and when each order was `placed` are in seconds. What a person takes to agree is given on top."""
    for change in changes:
        if (
            change.sk in _UP_TO_THE_PIVOT
            and change.old is None
            and change.new
            and change.new["status"] == "DONE"
        ):
            age = now - placed[change.pk.partition("#")[2]]
            order_id = change.pk.partition("#")[2]
            question = ledger.items.get(("approvals", f"approval#{order_id}", "approval"), {})
            allowed = _SECONDS + (_A_PERSON_HAS if "answered_at" in question else 0)
            if age > allowed + _UNDER_WAY:
                yield f"{change} was begun {age:.0f} s after the saga, and the deadline is {allowed:.0f} s"
