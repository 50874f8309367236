"""The steps of sagas at the orders and the approvals, run by hand: what the API reads afterwards is what it
reads in earnest.

A saga is the input of its execution, `{"saga_id", "input"}`. The functions find the world that is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from lambdas.approvals import handler as approvals
from lambdas.orders import handler as orders
from lambdas.orders.store import article_item
from lambdas.shared.world import World
from tests.support.worlds import put_item

PRICE = 350
NO_CREDIT = {"Error": "Rejected", "Cause": "CREDIT_LIMIT_EXCEEDED: not enough"}
SHIPPED = {"Error": "Rejected", "Cause": "ORDER_SHIPPED: the goods have left"}

Saga = Mapping[str, Any]
Error = Mapping[str, str]
_Function = Callable[[Mapping[str, Any], object], dict[str, Any]]

_BEGIN: Mapping[str, _Function] = {
    CANCELLATION.name: orders.begin_cancellation,
    CHANGE.name: orders.begin_change,
}
_FINISH: Mapping[str, _Function] = {CANCELLATION.name: orders.cancel, CHANGE.name: orders.confirm_change}
_TURN_BACK: Mapping[str, _Function] = {
    CANCELLATION.name: orders.end_cancellation,
    CHANGE.name: orders.end_change,
}


def open_order(world: World, saga: Saga) -> None:
    """PENDING, of articles that are in the catalogue from now on."""
    for item in saga["input"]["items"]:
        put_item(world, "orders", article_item(sku=item["sku"], price=PRICE, currency="EUR"))
    create(saga)


def create(saga: Saga) -> None:
    """PENDING. Raises Rejected for articles that are not in the catalogue."""
    _run(orders.create, "orders.create", saga)


def ask(saga: Saga, *, token: str = "t-1") -> None:
    """A person, about the order; for three days."""
    about = {"customer_id": saga["input"]["customer_id"], "amount": 1_000_00, "currency": "EUR"}
    _run(approvals.ask, "approvals.ask", {**saga, "input": about}, token=token, patience=3 * 24 * 3600)


def withdraw(saga: Saga) -> None:
    _run(approvals.withdraw, "approvals.ask", saga)


def approve(saga: Saga) -> None:
    _run(orders.approve, "orders.approve", saga)


def reject(saga: Saga, error: Error = NO_CREDIT) -> None:
    """Also one that was never opened."""
    _run(orders.reject, "orders.create", saga, error=error)


def begin(kind: Kind, saga: Saga) -> None:
    """Take the lock. Raises Locked, Rejected."""
    _run(_BEGIN[kind.name], kind.first, saga)


def finish(kind: Kind, saga: Saga) -> None:
    _run(_FINISH[kind.name], kind.last, saga)


def turn_back(kind: Kind, saga: Saga, error: Error = SHIPPED) -> None:
    """Also one that never took the lock."""
    _run(_TURN_BACK[kind.name], kind.first, saga, error=error)


def _run(function: _Function, step: str, saga: Saga, **more: object) -> None:
    function({**saga, "step": step, **more}, None)
