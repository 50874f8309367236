"""A step and its event are one write; a step goes through its states once, and never on after its end."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.invariants.ledger import Changed

_STEPS = {
    (None, "DONE"),
    (None, "REJECTED"),
    (None, "VOID"),
    ("DONE", "COMPENSATED"),
    ("REJECTED", "VOID"),
}
_MOVES_NOTHING = {"REJECTED", "VOID"}
_PARTICIPANTS = {"orders", "inventory", "customers", "payments"}
_MAY_HAVE_NOTHING_TO_DO = {"inventory.ship", "payments.adjust"}
"""For an order whose goods were withdrawn before they left, and a change that comes to the same amount."""

_SAYS_ONLY = "orders.unwanted."
"""How what is told to another participant begins, when nothing of one's own moves."""

_TOGETHER = "inventory.ship_together"
"""Which tells of each order's goods as well."""

_RECORDED = {"orders.create", "orders.open_group"}
"""Steps whose order, or group, is written down as rejected although it never came to be."""


def check(changes: list[Changed]) -> Iterator[str]:
    steps = [change for change in changes if change.is_journal]
    if not steps and _PARTICIPANTS & {change.table for change in changes if not _is_a_token(change)}:
        yield f"{changes[0]} changed without a step that says so"
    if len(steps) > 1:
        yield f"one commit, several steps: {', '.join(map(str, steps))}"
    for step in steps:
        if step.table in _PARTICIPANTS:
            yield from _check_step(step, moved=[change for change in changes if change is not step])


def _check_step(step: Changed, *, moved: list[Changed]) -> Iterator[str]:
    if step.new is None:
        yield f"{step} was removed"
        return
    before, after = step.old["status"] if step.old else None, step.new["status"]
    if (before, after) not in _STEPS:
        yield f"{step} went from {before} to {after}"
    elsewhere = {change.table for change in moved} - {step.table}
    if elsewhere:
        yield f"{step} wrote to the table of another: {', '.join(elsewhere)}"
    known, events = step.old["events"] if step.old else [], step.new["events"]
    if events[: len(known)] != known:
        yield f"{step} lost or changed an event"
    added = len(events) - len(known)
    if moved and added != 1 + (_shipped(moved) if step.sk == _TOGETHER else 0):
        yield f"{step} moved something and told {added} events of it"
    if not moved and after in ("DONE", "COMPENSATED") and not _may_move_nothing(step):
        yield f"{step} is {after} and nothing moved"
    if moved and after in _MOVES_NOTHING and step.sk not in _RECORDED:
        yield f"{step} is {after} and something moved: {', '.join(map(str, moved))}"


def _may_move_nothing(step: Changed) -> bool:
    return step.sk in _MAY_HAVE_NOTHING_TO_DO or step.sk.startswith(_SAYS_ONLY)


def _is_a_token(change: Changed) -> bool:
    """Of one more attempt that waits for a group's order, which is no step of anything."""
    old, new = dict(change.old or {}), dict(change.new or {})
    return (
        change.pk.startswith("part#")
        and old.pop("tokens", None) is not None
        and bool(new.pop("tokens"))
        and old == new
    )


def _shipped(moved: list[Changed]) -> int:
    """Goods that leave together are told of order by order as well."""
    return sum(change.pk.startswith("reservation#") for change in moved)
