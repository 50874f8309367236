"""One saga at a time is at work on an order that was decided, and the order says which: by its status and its name.

Who is at work follows from the journal: whoever has begun and neither ended nor turned back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tests.simulation.invariants.ledger import Changed, Item, Ledger

_BEGIN = {"orders.begin_cancellation": "CANCELLING", "orders.begin_change": "CHANGING"}
_END = {"orders.cancel", "orders.confirm_change"}


class Locks:
    """Who is at work on each order."""

    def __init__(self) -> None:
        self._holders: dict[str, dict[str, str]] = defaultdict(dict)

    def check(self, ledger: Ledger, changes: list[Changed]) -> Iterator[str]:
        for change in changes:
            if change.table == "orders" and change.is_journal and change.new:
                self._take(change.pk.partition("#")[2], change.sk, change.new)
        for change in changes:
            if change.pk.startswith("order#"):
                yield from self._check(change.pk.partition("#")[2], ledger)

    def _take(self, saga_id: str, step: str, item: Item) -> None:
        if step in _BEGIN and item["status"] == "DONE":
            self._holders[item["done"]["order"]["order_id"]][saga_id] = _BEGIN[step]
        elif step in _BEGIN or (step in _END and item["status"] == "DONE"):
            for holders in self._holders.values():
                holders.pop(saga_id, None)

    def _check(self, order_id: str, ledger: Ledger) -> Iterator[str]:
        order, holders = ledger.items["orders", f"order#{order_id}", "order"], self._holders[order_id]
        if len(holders) > 1:
            yield f"{order_id} is locked by {len(holders)} sagas at once: {', '.join(holders)}"
            return
        for saga_id, status in holders.items():
            if (order["status"], order.get("locked_by")) != (status, saga_id):
                yield f"{saga_id} is at work on {order_id}, which is {order['status']} and says nothing of it"
        if not holders and (order.get("locked_by") or order["status"] in _BEGIN.values()):
            yield f"{order_id} is {order['status']}, and nobody is at work on it"
