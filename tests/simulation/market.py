"""Who buys what: a few customers and articles, so that sagas meet, and little enough of each that some are refused.

Money is in minor units of one currency. What is seeded here is all there ever is: whatever an order moves has to
be found elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeAlias

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.group import Position, part_id
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item, account_key
from lambdas.shared.items import to_attributes
from tests.simulation.memory.client import MemoryDynamoDB

CURRENCY = "EUR"
CALLER = "c-0"

_DEAR = 60_000
_SOME = 0.4
"""How often, from 0 to 1, there is something dear to be had."""


@dataclass(frozen=True, kw_only=True)
class Article:
    sku: str
    price: int
    stock: int


@dataclass(frozen=True, kw_only=True)
class Customer:
    customer_id: str
    credit: int
    balance: int


@dataclass(frozen=True, kw_only=True)
class Order:
    """`at` is when it is placed, in seconds from the start."""

    order_id: str
    customer_id: str
    items: Sequence[Mapping[str, Any]]
    at: float = 0.0
    saga: str = "create-order"

    @property
    def saga_id(self) -> str:
        return self.order_id

    def given(self) -> dict[str, Any]:
        """The saga's input."""
        return {
            "saga_id": self.order_id,
            "input": {
                "caller": CALLER,
                "customer_id": self.customer_id,
                "items": [dict(item) for item in self.items],
                "callback_url": None,
            },
        }


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """Of an order, by a saga of its own; `at` is when `caller` asks for it, in seconds from the start."""

    saga_id: str
    order_id: str
    at: float = 0.0
    caller: str = CALLER
    saga: str = "cancel-order"

    def given(self) -> dict[str, Any]:
        """The saga's input."""
        return {"saga_id": self.saga_id, "input": {"caller": self.caller, "order_id": self.order_id}}


@dataclass(frozen=True, kw_only=True)
class Change:
    """Of an order's quantities, by a saga of its own; `at` is when `caller` asks for it, in seconds from the start."""

    saga_id: str
    order_id: str
    items: Sequence[Mapping[str, Any]]
    at: float = 0.0
    caller: str = CALLER
    saga: str = "change-order"

    def given(self) -> dict[str, Any]:
        """The saga's input."""
        items = [dict(item) for item in self.items]
        return {
            "saga_id": self.saga_id,
            "input": {"caller": self.caller, "order_id": self.order_id, "items": items},
        }


@dataclass(frozen=True, kw_only=True)
class Group:
    """Two orders placed together; `at` is when, in seconds from the start."""

    saga_id: str
    customer_id: str
    first: Sequence[Mapping[str, Any]]
    second: Sequence[Mapping[str, Any]]
    at: float = 0.0
    saga: str = "place-together"

    @property
    def orders(self) -> Sequence[Order]:
        """As they will be placed, if it comes to that: the second when the first is approved."""
        ids = (part_id(self.saga_id, position) for position in Position)
        return [
            Order(order_id=order_id, customer_id=self.customer_id, items=items, at=self.at)
            for order_id, items in zip(ids, (self.first, self.second), strict=True)
        ]

    def given(self) -> dict[str, Any]:
        """The saga's input."""
        return {
            "saga_id": self.saga_id,
            "input": {
                "caller": CALLER,
                "customer_id": self.customer_id,
                "first": [dict(item) for item in self.first],
                "second": [dict(item) for item in self.second],
                "callback_url": None,
            },
        }


Started: TypeAlias = Order | Cancellation | Change | Group
"""What a saga is started with."""


@dataclass(frozen=True, kw_only=True)
class Deposit:
    """Money paid into an account, `at` so many seconds from the start."""

    customer_id: str
    amount: int
    at: float

    def pay_into(self, store: MemoryDynamoDB) -> None:
        update = {
            "TableName": "payments",
            "Key": to_attributes(account_key(self.customer_id)),
            "UpdateExpression": "SET balance = balance + :amount",
            "ExpressionAttributeValues": to_attributes({":amount": self.amount}),
        }
        store.transact_write_items(TransactItems=[{"Update": update}])


@dataclass(frozen=True, kw_only=True)
class Market:
    articles: Sequence[Article]
    customers: Sequence[Customer]
    orders: Sequence[Order]
    deposits: Sequence[Deposit] = ()
    cancellations: Sequence[Cancellation] = ()
    changes: Sequence[Change] = ()
    groups: Sequence[Group] = ()

    @property
    def sagas(self) -> Sequence[Started]:
        """Those that somebody asks for; a group's orders have sagas too."""
        return (*self.orders, *self.cancellations, *self.changes, *self.groups)

    def open(self, store: MemoryDynamoDB) -> None:
        for article in self.articles:
            _put(store, "orders", article_item(sku=article.sku, price=article.price, currency=CURRENCY))
            _put(store, "inventory", stock_item(sku=article.sku, available=article.stock))
        for customer in self.customers:
            who = customer.customer_id
            _put(store, "customers", customer_item(customer_id=who, credit_limit=customer.credit))
            _put(
                store, "payments", account_item(customer_id=who, balance=customer.balance, currency=CURRENCY)
            )


def crowded(random: Random, *, orders: int) -> Market:
    """A market in which about two of three orders can be had."""
    articles = [
        Article(sku=f"article-{n}", price=random.randint(1, 40), stock=random.randint(0, 30))
        for n in range(4)
    ]
    customers = [
        Customer(
            customer_id=f"customer-{n}", credit=random.randint(100, 1500), balance=random.randint(100, 1500)
        )
        for n in range(3)
    ]
    if random.random() < _SOME:
        articles, customers = _with_something_dear(random, articles, customers, orders=3)
    placed = [_order(random, n, articles, customers) for n in range(orders)]
    groups = [_group(random, n, articles, customers) for n in range(random.choice((0, 0, 1, 2)))]
    there = [*placed, *(order for group in groups for order in group.orders)]
    return Market(
        articles=articles,
        customers=customers,
        orders=placed,
        groups=groups,
        cancellations=[_cancellation(random, n, order) for n, order in enumerate(_drawn(random, there))],
        changes=[_change(random, n, order) for n, order in enumerate(_drawn(random, there))],
        deposits=[
            Deposit(
                customer_id=customer.customer_id, amount=random.randint(50, 500), at=random.uniform(5, 60)
            )
            for customer in customers
        ],
    )


def crowd(random: Random, *, sagas: int) -> Market:
    """So many sagas of all kinds in a minute, over five customers and five articles: nearly all of them meet."""
    articles = [
        Article(sku=f"article-{n}", price=random.randint(1, 40), stock=random.randint(sagas // 4, sagas))
        for n in range(5)
    ]
    customers = [
        Customer(
            customer_id=f"customer-{n}",
            credit=random.randint(sagas * 5, sagas * 40),
            balance=random.randint(sagas * 5, sagas * 40),
        )
        for n in range(5)
    ]
    if random.random() < _SOME:
        articles, customers = _with_something_dear(random, articles, customers, orders=sagas // 15)
    groups = [_group(random, n, articles, customers) for n in range(sagas // 50)]
    placed = [_order(random, n, articles, customers) for n in range(sagas - 2 * (sagas // 3) - len(groups))]
    there = [*placed, *(order for group in groups for order in group.orders)]
    return Market(
        articles=articles,
        customers=customers,
        orders=placed,
        groups=groups,
        cancellations=[_cancellation(random, n, random.choice(there)) for n in range(sagas // 3)],
        changes=[_change(random, n, random.choice(there)) for n in range(sagas // 3)],
    )


def _with_something_dear(
    random: Random, articles: Sequence[Article], customers: Sequence[Customer], *, orders: int
) -> tuple[list[Article], list[Customer]]:
    """An article of which two make an order that a person is asked about; customers can pay for so many, or fewer."""
    dear, *others = articles
    most = orders * 2 * _DEAR
    rich = [
        replace(each, credit=random.randint(most // 3, most), balance=random.randint(most // 3, most))
        for each in customers
    ]
    return [replace(dear, price=_DEAR), *others], rich


def _order(random: Random, n: int, articles: Sequence[Article], customers: Sequence[Customer]) -> Order:
    skus = random.sample([article.sku for article in articles], random.randint(1, 3))
    if random.random() < 0.05:
        skus[0] = "no-such-article"
    known = random.choice(customers).customer_id
    return Order(
        order_id=f"o-{n}",
        customer_id=known if random.random() < 0.95 else "nobody",
        items=[{"sku": sku, "quantity": random.randint(1, 4)} for sku in skus],
        at=random.choice((0.0, random.uniform(0, 30))),
    )


def _group(random: Random, n: int, articles: Sequence[Article], customers: Sequence[Customer]) -> Group:
    """As two orders of one customer are drawn."""
    first, second = (_order(random, n, articles, customers) for _ in range(2))
    return Group(
        saga_id=f"t-{n}",
        customer_id=first.customer_id,
        first=first.items,
        second=second.items,
        at=first.at,
    )


def _drawn(random: Random, placed: Sequence[Order]) -> Iterator[Order]:
    """Some of them, some twice."""
    for order in placed:
        yield from [order] * random.choice((0, 0, 1, 2))


def _change(random: Random, n: int, order: Order) -> Change:
    return Change(
        saga_id=f"g-{n}",
        order_id=order.order_id,
        items=[{**item, "quantity": random.randint(1, 6)} for item in order.items],
        at=_soon_after(random, order),
    )


def _soon_after(random: Random, order: Order) -> float:
    """Often so soon that the order's own saga is still at work."""
    return order.at + random.choice((random.uniform(0, 3), random.uniform(0, 60)))


def _cancellation(random: Random, n: int, order: Order) -> Cancellation:
    return Cancellation(saga_id=f"x-{n}", order_id=order.order_id, at=_soon_after(random, order))


def _put(store: MemoryDynamoDB, table: str, item: Mapping[str, Any]) -> None:
    store.put_item(TableName=table, Item=to_attributes(item))
