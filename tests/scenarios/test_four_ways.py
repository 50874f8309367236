"""Whichever way the client asks, it learns the same: it waits, it polls, it is called back, it listens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.learning import Learned, learn
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.local import Local
from tests.scenarios.trouble import Trouble

pytestmark = pytest.mark.needs(Capability.SOCKETS, Capability.BREAKING)

PRICE = 45_00


def order(shop: Shop, *, credit: int = 100_00) -> dict[str, Any]:
    sku = shop.article(price=PRICE, stock=10)
    customer_id = shop.customer(credit=credit, balance=100_00)
    return {"customer_id": customer_id, "items": [{"sku": sku, "quantity": 2}]}


def test_an_approval_is_learned_in_every_way(local: Local, shop: Shop) -> None:
    agree(learn(local, order(shop)), status="APPROVED", code=None)


def test_a_rejection_is_learned_in_every_way(local: Local, shop: Shop) -> None:
    agree(learn(local, order(shop, credit=89_99)), status="REJECTED", code="CREDIT_LIMIT_EXCEEDED")


def test_a_cancellation_because_a_step_timed_out_is_learned_in_every_way(local: Local, shop: Shop) -> None:
    with Trouble(local).silent("inventory.reserve"):
        learned = learn(local, order(shop))

    agree(learned, status="REJECTED", code="STEP_TIMED_OUT")


def agree(learned: Learned, *, status: str, code: str | None) -> None:
    """Told once by webhook and socket, and the same each time; a POST sent twice has one outcome."""
    assert (len(learned.pushed), len(learned.called_back), len(learned.late)) == (1, 1, 1)
    for told in learned.all:
        assert told == learned.polled
    assert learned.polled["order_id"] == learned.order_id
    assert learned.polled["status"] == status
    assert (learned.polled["reason"] or {}).get("code") == code
