"""When all is over: an order is CANCELLED by one cancellation, all done, and every other one is undone and says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tests.simulation.invariants.endings import Ended
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Cancellation

_DONE = {
    "orders.begin_cancellation": "DONE",
    "inventory.withdraw": "DONE",
    "payments.refund": "DONE",
    "customers.return_credit": "DONE",
    "orders.cancel": "DONE",
}
_UNDONE: Mapping[str, set[str | None]] = {
    "orders.begin_cancellation": {"COMPENSATED", "VOID"},
    "inventory.withdraw": {"VOID", "REJECTED", None},
    "payments.refund": {None},
    "customers.return_credit": {None},
    "orders.cancel": {None},
}


def check(
    ledger: Ledger, cancellations: Sequence[Cancellation], executions: Mapping[str, Sequence[Ended]]
) -> Iterator[str]:
    """`executions` are those of each cancellation, its recoveries behind its own."""
    done: dict[str, list[str]] = {}
    for each in cancellations:
        found = executions.get(each.saga_id, ())
        if not found or found[-1].status != "SUCCEEDED":
            yield f"cancellation {each.saga_id} is not over: {found[-1].status if found else 'never started'}"
            continue
        completed = found[-1].output["outcome"] == "COMPLETED"
        if completed:
            done.setdefault(each.order_id, []).append(each.saga_id)
        yield from _check_steps(ledger, each.saga_id, completed=completed)
    yield from _check_orders(ledger, cancellations, done)


def _check_steps(ledger: Ledger, saga_id: str, *, completed: bool) -> Iterator[str]:
    journal = {step: item["status"] for step, item in ledger.journal(saga_id).items()}
    if completed and journal != _DONE:
        yield f"cancellation {saga_id} is completed, and not all is done: {journal}"
    if not completed:
        for step, allowed in _UNDONE.items():
            if journal.get(step) not in allowed:
                yield f"cancellation {saga_id} came to nothing, and {step} is {journal.get(step)}"


def _check_orders(
    ledger: Ledger, cancellations: Sequence[Cancellation], done: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    for order_id in {each.order_id for each in cancellations}:
        order = ledger.items.get(("orders", f"order#{order_id}", "order"), {})
        by = done.get(order_id, ())
        if len(by) > 1:
            yield f"{order_id} was cancelled {len(by)} times, by {', '.join(by)}"
        if (order.get("status") == "CANCELLED") != bool(by):
            yield f"{order_id} is {order.get('status')}, and was cancelled by {', '.join(by) or 'nobody'}"
