"""What there must be when a crowd is gone, by its orders alone; and what must not be there any more.

An approved order has taken its pieces, its credit and its money, at the prices of the market. Any other order has
taken nothing. That is all; how it came to be like that is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from ops.books import Books, Entry, Kind
from tests.scenarios.crowd.wants import Market

Item: TypeAlias = Mapping[str, Any]

_DECIDED = {"APPROVED", "REJECTED", "CANCELLED"}
_CLOSED = {"SHIPPED", "RELEASED", "WITHDRAWN"}


def expected(market: Market, orders: Iterable[Item]) -> Books:
    """`orders` as they are in their table."""
    books = {
        **{Entry(kind=Kind.AVAILABLE, owner=sku): pieces for sku, pieces in market.stock.items()},
        **{Entry(kind=Kind.RESERVED, owner=sku): 0 for sku in market.stock},
        **{Entry(kind=Kind.CREDIT, owner=who): limit for who, limit in market.credit.items()},
        **{Entry(kind=Kind.BALANCE, owner=who): money for who, money in market.money.items()},
    }
    for order in orders:
        if order["status"] != "APPROVED":
            continue
        for line in order["lines"]:
            books[Entry(kind=Kind.AVAILABLE, owner=line["sku"])] -= line["quantity"]
            for kind in (Kind.CREDIT, Kind.BALANCE):
                owner = Entry(kind=kind, owner=order["customer_id"])
                books[owner] -= line["quantity"] * market.prices[line["sku"]]
    return books


def shipped(orders: Iterable[Item], reservations: Iterable[Item]) -> Iterator[str]:
    """What has left is what was approved, order by order; complaints."""
    left = {item["pk"].partition("#")[2]: item for item in reservations if item["status"] == "SHIPPED"}
    for order in orders:
        wanted = _pieces(order) if order["status"] == "APPROVED" else {}
        gone = _pieces(left.get(order["order_id"], {"lines": ()}))
        if gone != wanted:
            yield f"of order {order['order_id']}, which is {order['status']}, {gone} has left and not {wanted}"


def locks(
    orders: Iterable[Item], reservations: Iterable[Item], credits_held: Iterable[Item]
) -> Iterator[str]:
    """What somebody still seems to be at work on."""
    for order in orders:
        marks = {"locked_by", "wanted", "pending_shard", "pending_since"} & {
            name for name, value in order.items() if value is not None
        }
        if order["status"] not in _DECIDED or marks:
            yield f"order {order['order_id']} is {order['status']}, with {sorted(marks)}"
    for reservation in reservations:
        if reservation["status"] not in _CLOSED or reservation.get("wanted"):
            yield f"{reservation['pk']} is {reservation['status']}"
    for credit in credits_held:
        if credit["adjusted_by"] or credit["fewer"]:
            yield f"{credit['pk']} is being adjusted by {credit['adjusted_by']}, by {credit['fewer']} less"


def _pieces(item: Item) -> Mapping[str, int]:
    return {line["sku"]: line["quantity"] for line in item["lines"]}
