"""Who wants what: orders of a few articles by a few customers, and cancellations and changes of them soon after.

There is too little stock, credit and money for all of it, so some are refused. Money is in minor units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from tests.scenarios.shop import Shop

_SOON = 6
"""So many orders back at most: what is asked of an order often finds its saga at work."""


@dataclass(frozen=True, kw_only=True)
class Market:
    """What there is before anybody orders: stock and prices by sku, credit and money by customer."""

    stock: Mapping[str, int]
    prices: Mapping[str, int]
    credit: Mapping[str, int]
    money: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Order:
    customer_id: str
    quantities: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """Of the order at this place among those wanted."""

    of: int


@dataclass(frozen=True, kw_only=True)
class Change:
    of: int
    quantities: Mapping[str, int]


Wanted: TypeAlias = Order | Cancellation | Change


def opened(shop: Shop, random: Random, *, sagas: int, each: int = 5) -> Market:
    """So many articles and customers, with too little for so many sagas."""
    prices, stock, credit, money = {}, {}, {}, {}
    for _ in range(each):
        price, pieces = random.randint(100, 20_00), random.randint(sagas // 8 + 2, sagas // 3 + 2)
        sku = shop.article(price=price, stock=pieces)
        prices[sku], stock[sku] = price, pieces
        limit, balance = (random.randint(sagas * 4_00, sagas * 12_00) for _ in range(2))
        customer_id = shop.customer(credit=limit, balance=balance)
        credit[customer_id], money[customer_id] = limit, balance
    return Market(stock=stock, prices=prices, credit=credit, money=money)


def drawn(market: Market, random: Random, *, sagas: int) -> Sequence[Wanted]:
    """In the order in which it is asked for, an order first."""
    wanted: list[Wanted] = []
    orders: list[int] = []
    for place in range(sagas):
        if not orders or random.random() < 0.4:
            orders.append(place)
            wanted.append(_order(market, random))
        else:
            wanted.append(_follow_up(wanted, random, of=random.choice(orders[-_SOON:])))
    return wanted


def _order(market: Market, random: Random) -> Order:
    skus = random.sample(sorted(market.stock), random.randint(1, 2))
    if random.random() < 0.05:
        skus[0] = "no-such-article"
    quantities = {sku: random.randint(1, 4) for sku in skus}
    return Order(customer_id=random.choice(sorted(market.credit)), quantities=quantities)


def _follow_up(wanted: Sequence[Wanted], random: Random, *, of: int) -> Wanted:
    order = wanted[of]
    assert isinstance(order, Order)
    if random.random() < 0.4:
        return Cancellation(of=of)
    return Change(of=of, quantities={sku: random.randint(1, 6) for sku in order.quantities})
