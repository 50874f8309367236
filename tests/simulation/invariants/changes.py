"""When all is over: a change that is completed is all done, and every other one is undone and says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.simulation.invariants.endings import Ended
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Change

_DONE = {
    "orders.begin_change": "DONE",
    "inventory.adjust": "DONE",
    "customers.adjust_credit": "DONE",
    "payments.adjust": "DONE",
    "inventory.confirm": "DONE",
    "customers.confirm_credit": "DONE",
    "orders.confirm_change": "DONE",
}
_UNDONE: Mapping[str, set[str | None]] = {
    "orders.begin_change": {"COMPENSATED", "VOID"},
    "inventory.adjust": {"COMPENSATED", "VOID", "REJECTED", None},
    "customers.adjust_credit": {"COMPENSATED", "VOID", "REJECTED", None},
    "payments.adjust": {"VOID", "REJECTED", None},
    "inventory.confirm": {None},
    "customers.confirm_credit": {None},
    "orders.confirm_change": {None},
}


def check(
    ledger: Ledger, changes: Sequence[Change], executions: Mapping[str, Sequence[Ended]]
) -> Iterator[str]:
    """`executions` are those of each change, its recoveries behind its own."""
    versions: dict[str, int] = {}
    for each in changes:
        found = executions.get(each.saga_id, ())
        if not found or found[-1].status != "SUCCEEDED":
            yield f"change {each.saga_id} is not over: {found[-1].status if found else 'never started'}"
            continue
        completed = found[-1].output["outcome"] == "COMPLETED"
        versions[each.order_id] = versions.get(each.order_id, 1) + completed
        yield from _check_steps(ledger, each.saga_id, completed=completed)
    for order_id, version in versions.items():
        order = ledger.items.get(("orders", f"order#{order_id}", "order"))
        if order and order["version"] != version:
            yield f"{order_id} has the version {order['version']}, and was changed {version - 1} times"


def _check_steps(ledger: Ledger, saga_id: str, *, completed: bool) -> Iterator[str]:
    journal = {step: item["status"] for step, item in ledger.journal(saga_id).items()}
    if completed and journal != _DONE:
        yield f"change {saga_id} is completed, and not all is done: {journal}"
    if not completed:
        for step, allowed in _UNDONE.items():
            if journal.get(step) not in allowed:
                yield f"change {saga_id} came to nothing, and {step} is {journal.get(step)}"
