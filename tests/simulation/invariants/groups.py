"""Of two orders placed together both are certain or neither is, and their goods leave together or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.simulation.invariants.endings import Ended
from tests.simulation.invariants.ledger import Changed, Ledger
from tests.simulation.market import Group

_DONE = {
    "orders.open_group": "DONE",
    "inventory.hold": "DONE",
    "orders.place_first": "DONE",
    "orders.place_second": "DONE",
    "orders.confirm_group": "DONE",
    "inventory.ship_together": "DONE",
}
_REFUSED_BY_ITSELF = "DONE"
"""An order that its own saga rejected: the group has nothing to take back, and the step stays as it was done."""

_UNDONE: Mapping[str, set[str | None]] = {
    "orders.open_group": {"COMPENSATED", "VOID"},
    "inventory.hold": {"COMPENSATED", "VOID", "REJECTED", None},
    "orders.place_first": {"COMPENSATED", "VOID", "REJECTED", None, _REFUSED_BY_ITSELF},
    "orders.place_second": {"COMPENSATED", "VOID", "REJECTED", None, _REFUSED_BY_ITSELF},
    "orders.confirm_group": {"VOID", "REJECTED", None},
    "inventory.ship_together": {None},
}
_OUTCOMES = {"CONFIRMED": "COMPLETED", "REJECTED": "COMPENSATED"}
_STANDS: Mapping[str, set[str | None]] = {
    "CONFIRMED": {"APPROVED", "CANCELLED"},
    "REJECTED": {"REJECTED", "CANCELLED", None},
}
"""What the orders of a group may be in the end; who cancels one of a confirmed group keeps the other."""


def check_commit(changes: list[Changed], ledger: Ledger) -> Iterator[str]:
    """At the moment at which a group is confirmed, and at which goods leave."""
    steps = {change.sk for change in changes if change.is_journal}
    for change in changes:
        after = change.new or {}
        if change.pk.startswith("group#") and after["status"] == "CONFIRMED":
            for order_id in after["order_ids"]:
                order = ledger.items.get(("orders", f"order#{order_id}", "order"), {})
                if order.get("status") != "APPROVED":
                    yield f"{change} is confirmed, and {order_id} is {order.get('status')}"
        if change.pk.startswith("reservation#") and after.get("consignment") and after["status"] == "SHIPPED":
            if steps != {"inventory.ship_together"}:
                yield f"{change} leaves by {', '.join(steps)}, and not with its group"
            group = ledger.items.get(("orders", f"group#{after['consignment']}", "group"), {})
            if group.get("status") != "CONFIRMED":
                yield f"{change} leaves, and its group is {group.get('status')}"


def check(
    ledger: Ledger, groups: Sequence[Group], executions: Mapping[str, Sequence[Ended]]
) -> Iterator[str]:
    """When all is over. `executions` are those of each group, its recoveries behind its own."""
    for group in groups:
        found = ledger.items.get(("orders", f"group#{group.saga_id}", "group"))
        if found is None or found["status"] not in _OUTCOMES:
            yield f"group {group.saga_id} is {found['status'] if found else 'in no table'} for ever"
            continue
        status = found["status"]
        yield from _check_execution(group.saga_id, status, executions.get(group.saga_id, ()))
        yield from _check_steps(ledger, group.saga_id, status)
        yield from _check_orders(ledger, group, status)


def _check_execution(group_id: str, status: str, executions: Sequence[Ended]) -> Iterator[str]:
    last = executions[-1] if executions else None
    if last is None or last.status != "SUCCEEDED":
        yield f"{group_id} is {status}, and its last execution {last.status if last else 'was never started'}"
    elif last.output["outcome"] != _OUTCOMES[status]:
        yield f"{group_id} is {status}, and its execution says {last.output['outcome']}"


def _check_steps(ledger: Ledger, group_id: str, status: str) -> Iterator[str]:
    journal = {step: item["status"] for step, item in ledger.journal(group_id).items()}
    if status == "CONFIRMED" and journal != _DONE:
        yield f"group {group_id} is confirmed, and not all is done: {journal}"
    if status == "REJECTED":
        for step, allowed in _UNDONE.items():
            if journal.get(step) not in allowed:
                yield f"group {group_id} is rejected, and {step} is {journal.get(step)}"


def _check_orders(ledger: Ledger, group: Group, status: str) -> Iterator[str]:
    for order in group.orders:
        order_id = order.order_id
        found = ledger.items.get(("orders", f"order#{order_id}", "order"))
        stands = found["status"] if found else None
        if stands not in _STANDS[status]:
            yield f"group {group.saga_id} is {status}, and its order {order_id} is {stands}"
