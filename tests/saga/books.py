"""Stock, credit and money as they stand, read straight from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.worlds import everything, get_item

if TYPE_CHECKING:
    from lambdas.shared.world import World


@dataclass(frozen=True)
class Books:
    world: World

    def balance(self) -> dict[str, Any]:
        """Everything of value: what an order that comes to nothing must leave as it was."""
        return {
            "stock": self._fields("inventory", "stock", "sku", "available", "reserved"),
            "credit": self._fields("customers", "customer", "customer_id", "available_credit"),
            "money": self._fields("payments", "account", "customer_id", "balance"),
            "payments": self._fields("payments", "payment", "customer_id", "amount"),
        }

    def worth(self) -> dict[str, Any]:
        """Stock, credit and money: what a cancelled order must leave as it was, with a payment of nothing beside."""
        return {name: entries for name, entries in self.balance().items() if name != "payments"}

    def order(self, order_id: str) -> dict[str, Any] | None:
        return get_item(self.world, "orders", {"pk": f"order#{order_id}", "sk": "order"})

    def status(self, order_id: str) -> str:
        order = self.order(order_id)
        return order["status"] if order else "absent"

    def _fields(self, participant: str, kind: str, *names: str) -> list[tuple[Any, ...]]:
        items = [item for item in everything(self.world, participant) if item["sk"] == kind]
        return [tuple(item[name] for name in names) for item in items]
