"""When all is over: each saga is all done or all undone, its execution says the same, and nothing is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from tests.simulation.invariants.ledger import Item, Ledger
from tests.simulation.market import Order

_DONE = {
    "orders.create": "DONE",
    "inventory.reserve": "DONE",
    "customers.reserve_credit": "DONE",
    "payments.charge": "DONE",
    "orders.approve": "DONE",
    "inventory.ship": "DONE",
}
_UNDONE: Mapping[str, set[str | None]] = {
    "orders.create": {"COMPENSATED", "VOID"},
    "inventory.reserve": {"COMPENSATED", "VOID", "REJECTED", None},
    "customers.reserve_credit": {"COMPENSATED", "VOID", "REJECTED", None},
    "payments.charge": {"VOID", "REJECTED", None},
    "orders.approve": {None},
    "inventory.ship": {None},
}
_OUTCOMES = {"APPROVED": "COMPLETED", "REJECTED": "COMPENSATED", "CANCELLED": "COMPLETED"}


class Ended(Protocol):
    """An execution that is over."""

    @property
    def status(self) -> str: ...
    @property
    def output(self) -> Any: ...


def check(
    ledger: Ledger, orders: Sequence[Order], executions: Mapping[str, Sequence[Ended]]
) -> Iterator[str]:
    """`executions` are those of each order, its recoveries behind its own."""
    for order in orders:
        yield from _check_order(ledger, order.order_id, executions.get(order.order_id, ()))
    for stock in ledger.of("inventory", "stock#"):
        if stock["reserved"]:
            yield f"{stock['reserved']} of {stock['sku']} stay reserved after the last saga"


def _check_order(ledger: Ledger, order_id: str, executions: Sequence[Ended]) -> Iterator[str]:
    found = ledger.items.get(("orders", f"order#{order_id}", "order"))
    if found is None:
        yield f"{order_id} was answered for, and is in no table"
        return
    status = found["status"]
    if status not in _OUTCOMES:
        yield f"{order_id} is {status} for ever"
        return
    if found.get("pending_since"):
        yield f"{order_id} is {status} and still listed as pending"
    if found.get("locked_by"):
        yield f"{order_id} is {status} and still locked by {found['locked_by']}"
    yield from _check_steps(ledger, order_id, approved=status != "REJECTED")
    yield from _check_holdings(ledger, order_id, found)
    last = executions[-1] if executions else None
    if last is None or last.status != "SUCCEEDED":
        yield f"{order_id} is {status}, and its last execution {last.status if last else 'was never started'}"
    elif last.output["outcome"] != _OUTCOMES[status]:
        yield f"{order_id} is {status}, and its execution says {last.output['outcome']}"


def _check_steps(ledger: Ledger, order_id: str, *, approved: bool) -> Iterator[str]:
    journal = {step: item["status"] for step, item in ledger.journal(order_id).items()}
    yield from _check_approval(ledger, order_id, journal.pop(_ASK, None), approved=approved)
    if approved and journal != _DONE:
        yield f"{order_id} is approved, and not all is done: {journal}"
    if not approved:
        for step, allowed in _UNDONE.items():
            if journal.get(step) not in allowed:
                yield f"{order_id} is rejected, and {step} is {journal.get(step)}"


def _check_holdings(ledger: Ledger, order_id: str, found: Item) -> Iterator[str]:
    """Goods, money and credit are what the order says, as it is now."""
    status, total = found["status"], found["total"]
    reservation = ledger.items.get(("inventory", f"reservation#{order_id}", "reservation"))
    payment = ledger.items.get(("payments", f"payment#{order_id}", "payment"))
    credit = ledger.items.get(("customers", f"credit#{order_id}", "credit"))
    goods = reservation["status"] if reservation else None
    paid = payment["amount"] if payment else None
    held = credit["amount"] if credit else paid
    expected = {"APPROVED": ("SHIPPED", total, total), "CANCELLED": ("WITHDRAWN", 0, 0)}
    if status == "REJECTED":
        fits = goods in (None, "RELEASED", "AWAITED") and payment is None and credit is None
    else:
        fits = (goods, paid, held) == expected[status]
    if not fits:
        yield f"{order_id} of {total} is {status}: goods {goods}, {paid} paid, {held} of credit held"
    if status == "APPROVED" and reservation and _pieces(reservation) != _pieces(found):
        yield f"{order_id} is of {_pieces(found)}, and its goods are {_pieces(reservation)}"


def _pieces(item: Mapping[str, Any]) -> dict[str, int]:
    return {line["sku"]: line["quantity"] for line in item["lines"]}


_ASK, _LARGE = "approvals.ask", 100_000


def _check_approval(ledger: Ledger, order_id: str, asked: str | None, *, approved: bool) -> Iterator[str]:
    """A large order is approved by a person, and by nobody else; no other one is asked about."""
    question = ledger.items.get(("approvals", f"approval#{order_id}", "approval"))
    answer = question["status"] if question else None
    created = ledger.journal(order_id).get("orders.create", {}).get("reply") or {}
    large = created.get("total", 0) >= _LARGE
    if approved and (large != (asked == "DONE") or answer != ("APPROVED" if large else None)):
        yield f"{order_id} of {created.get('total')} is approved: {_ASK} is {asked}, the answer {answer}"
    if not large and question:
        yield f"{order_id} of {created.get('total')} was asked about"
    if not approved and answer in ("WAITING", "APPROVED"):
        yield f"{order_id} is rejected, and its question is {answer}"
