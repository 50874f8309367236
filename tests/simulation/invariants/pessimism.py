"""What others may see is never more than there is: a step that may be undone yet takes, and gives nothing back."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.invariants.ledger import Changed

_MAY_BE_UNDONE = {
    "orders.create",
    "inventory.reserve",
    "customers.reserve_credit",
    "orders.begin_cancellation",
    "orders.begin_change",
    "inventory.adjust",
    "customers.adjust_credit",
    "orders.open_group",
    "inventory.hold",
    "orders.place_first",
    "orders.place_second",
}
_WHAT_THERE_IS = ("available", "available_credit", "balance")


def check(changes: list[Changed]) -> Iterator[str]:
    steps = [change for change in changes if change.is_journal and change.old is None and change.new]
    for step in steps:
        if step.sk in _MAY_BE_UNDONE:
            for change in changes:
                yield from _risen(step, change)


def _risen(step: Changed, change: Changed) -> Iterator[str]:
    if not change.old or not change.new:
        return
    for name in _WHAT_THERE_IS:
        before, after = change.old.get(name, 0), change.new.get(name, 0)
        if after > before:
            yield f"{step} may be undone yet, and gives {after - before} back: {change} {name}"
