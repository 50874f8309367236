"""Stock, credit and money are conserved by every single commit, and nothing is ever below zero."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.invariants.ledger import Changed, Ledger
from tests.simulation.market import Market


class Books:
    """What there was at the start, to be found again after each commit."""

    def __init__(self, market: Market) -> None:
        self._stock = {article.sku: article.stock for article in market.articles}
        self._credit = {customer.customer_id: customer.credit for customer in market.customers}
        self._money = {customer.customer_id: customer.balance for customer in market.customers}

    def deposit(self, customer_id: str, amount: int) -> None:
        self._money[customer_id] += amount

    def check(self, ledger: Ledger, changes: list[Changed]) -> Iterator[str]:
        tables = {change.table for change in changes}
        if "inventory" in tables:
            yield from self._check_stock(ledger)
        if "customers" in tables:
            yield from self._check_credit(ledger)
        if "payments" in tables:
            yield from self._check_money(ledger)

    def _check_stock(self, ledger: Ledger) -> Iterator[str]:
        held = {"RESERVED": dict.fromkeys(self._stock, 0), "SHIPPED": dict.fromkeys(self._stock, 0)}
        held["ADJUSTING"] = held["RESERVED"]
        for reservation in ledger.of("inventory", "reservation#"):
            for line in reservation["lines"]:
                if reservation["status"] in held:
                    held[reservation["status"]][line["sku"]] += line["quantity"]
        for stock in ledger.of("inventory", "stock#"):
            sku, available, reserved = stock["sku"], stock["available"], stock["reserved"]
            if available < 0 or reserved < 0:
                yield f"stock of {sku} is below zero: {available} available, {reserved} reserved"
            if reserved != held["RESERVED"][sku]:
                yield f"{reserved} of {sku} are reserved, and the reservations say {held['RESERVED'][sku]}"
            if available + reserved + held["SHIPPED"][sku] != self._stock[sku]:
                yield (
                    f"of {self._stock[sku]} pieces of {sku} there are {available} available, "
                    f"{reserved} reserved and {held['SHIPPED'][sku]} shipped"
                )

    def _check_credit(self, ledger: Ledger) -> Iterator[str]:
        held = dict.fromkeys(self._credit, 0)
        changed = {credit["pk"].partition("#")[2]: credit for credit in ledger.of("customers", "credit#")}
        for step in ledger.of("customers", "saga#"):
            if step["sk"] == "customers.reserve_credit" and step["status"] == "DONE":
                now = changed.get(step["pk"].partition("#")[2]) or step["done"]
                held[step["done"]["customer_id"]] += now["amount"]
        for customer in ledger.of("customers", "customer#"):
            who, left = customer["customer_id"], customer["available_credit"]
            if left < 0 or left + held[who] != self._credit[who]:
                yield f"of {self._credit[who]} credit of {who}, {left} is left and {held[who]} is held"

    def _check_money(self, ledger: Ledger) -> Iterator[str]:
        paid = dict.fromkeys(self._money, 0)
        for payment in ledger.of("payments", "payment#"):
            paid[payment["customer_id"]] += payment["amount"]
        for account in ledger.of("payments", "account#"):
            who, balance = account["customer_id"], account["balance"]
            if balance < 0 or balance + paid[who] != self._money[who]:
                yield f"of {self._money[who]} money of {who}, {balance} is left and {paid[who]} was paid"
