"""An order that was placed, and what its customer asks of it later, until that is over."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ops.books import Kind
from ops.orders import Answer
from tests.scenarios.shop import Shop
from tests.scenarios.targets.target import Target

PRICE = 10_00
STOCK, CREDIT, BALANCE = 10, 200_00, 80_00
BEFORE = {Kind.AVAILABLE: STOCK, Kind.RESERVED: 0, Kind.CREDIT: CREDIT, Kind.BALANCE: BALANCE}

_PATIENCE = 90.0
"""Seconds: longer than anything waits for its turn."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An order of one article, the only one of its customer."""

    target: Target
    order_id: str
    sku: str
    customer_id: str

    @property
    def path(self) -> str:
        return f"/orders/{self.order_id}"

    def shown(self) -> Mapping[str, Any]:
        return self.target.ask("GET", self.path).body

    def ended(self) -> None:
        """Wait until its own saga is over."""
        assert self.target.ended(self.order_id) == "SUCCEEDED"

    def books(self) -> Mapping[Kind, int]:
        found = self.target.books(sku=self.sku, customer_id=self.customer_id)
        return {entry.kind: number for entry, number in found.items()}

    def cancel(self, *, key: str | None = None) -> Mapping[str, Any]:
        """The cancellation, when it is over."""
        return self._over("cancel", None, key=key)

    def change(self, quantity: int, *, sku: str | None = None) -> Mapping[str, Any]:
        """The change, when it is over."""
        return self._over("change", {"items": [{"sku": sku or self.sku, "quantity": quantity}]}, key=None)

    def ask(self, action: str, body: Mapping[str, Any] | None, *, key: str, **headers: str) -> Answer:
        given = {"Idempotency-Key": key, **headers}
        return self.target.ask("POST", f"{self.path}/{action}", body=body, headers=given)

    def _over(self, action: str, body: Mapping[str, Any] | None, *, key: str | None) -> Mapping[str, Any]:
        """As a client does it that wants to wait: the same request until the answer is the outcome."""
        key, deadline = key or uuid4().hex, time.monotonic() + _PATIENCE
        while (answer := self.ask(action, body, key=key, Prefer="wait=20")).status != 200:
            assert answer.status == 202, answer
            assert time.monotonic() < deadline, answer
        assert self.target.ask("GET", _at(answer)).body == answer.body
        return answer.body


def _at(answer: Answer) -> str:
    """Below the API's own address, which Location may repeat in part."""
    return f"/orders/{answer.body['order_id']}/follow-ups/{answer.body['follow_up_id']}"


def placed(target: Target, shop: Shop, **more: str) -> Placed:
    """Of two pieces, and accepted; whether it is decided is not known. `more` is of the order."""
    sku = shop.article(price=PRICE, stock=STOCK)
    customer_id = shop.customer(credit=CREDIT, balance=BALANCE)
    order = {"customer_id": customer_id, "items": [{"sku": sku, "quantity": 2}], **more}
    order_id = target.place(order, idempotency_key=uuid4().hex)
    return Placed(target=target, order_id=order_id, sku=sku, customer_id=customer_id)


def approved(target: Target, shop: Shop, **more: str) -> Placed:
    it = placed(target, shop, **more)
    assert target.decided(it.order_id)["status"] == "APPROVED"
    return it
