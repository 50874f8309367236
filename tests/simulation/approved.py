"""Order o-1, two teas at 4.50 for ada: what its saga's functions are told, up to its approval and to its shipment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lambdas.orders.group import Position, part_id
from tests.simulation.interleaved import Call
from tests.simulation.market import CALLER, Article, Customer, Market

_TWO = {"items": [{"sku": "tea", "quantity": 2}]}
CHANGED = {"items": [{"sku": "tea", "quantity": 3}]}
"""What a change of it is given: one tea more."""

ORDERED: Mapping[str, Mapping[str, Any]] = {
    "orders.create": {"caller": CALLER, "customer_id": "ada", **_TWO, "callback_url": None},
    "inventory.reserve": _TWO,
    "customers.reserve_credit": {"customer_id": "ada", "amount": 900},
    "payments.charge": {"customer_id": "ada", "amount": 900, "currency": "EUR"},
}


def order(order_id: str, *functions: str) -> Sequence[Call]:
    """Such an order's own functions, one after another."""
    return [Call(function=name, saga_id=order_id, told=ORDERED.get(name, {})) for name in functions]


APPROVED = order("o-1", *ORDERED, "orders.approve")
SHIPPED = [*APPROVED, *order("o-1", "inventory.ship")]


def plenty() -> Market:
    return _market(teas=10, money=2000)


def sold_out() -> Market:
    """Of which the order takes all there is."""
    return _market(teas=2, money=900)


def nothing() -> Market:
    """Too little for the order."""
    return _market(teas=1, money=1)


def as_much_again() -> Market:
    """Of which the order takes half."""
    return _market(teas=4, money=1800)


def _market(*, teas: int, money: int) -> Market:
    """`money` is ada's credit and her balance."""
    return Market(
        articles=[Article(sku="tea", price=450, stock=teas)],
        customers=[Customer(customer_id="ada", credit=money, balance=money)],
        orders=[],
    )


GROUP = "t-1"
PART_IDS = [part_id(GROUP, position) for position in Position]
GROUPED = {"caller": CALLER, "customer_id": "ada", "callback_url": None}

GROUP_OPENED = [Call(function="orders.open_group", saga_id=GROUP, told=GROUPED)]
GROUP_APPROVED = [
    *GROUP_OPENED,
    *(call for order_id in PART_IDS for call in order(order_id, "orders.create", "orders.approve")),
]
"""Of two such orders, with what matters to whether they are certain."""

GROUP_REFUSED = [
    *GROUP_OPENED,
    *(
        call
        for order_id in PART_IDS
        for call in (
            *order(order_id, "orders.create"),
            Call(function="orders.reject", saga_id=order_id, step="orders.create"),
        )
    ),
]
