"""Something to order, and people to order it: as few as show an approval and every rejection.

Money is in minor units of one currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item
from lambdas.shared.items import to_attributes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lambdas.shared.items import Item
    from lambdas.shared.world import World

CURRENCY = "EUR"


@dataclass(frozen=True, kw_only=True)
class Article:
    sku: str
    price: int
    stock: int


@dataclass(frozen=True, kw_only=True)
class Customer:
    """`balance` is None for a customer without an account."""

    customer_id: str
    credit_limit: int
    balance: int | None


ARTICLES = (
    Article(sku="mug", price=12_00, stock=200),
    Article(sku="lamp", price=45_00, stock=100),
    Article(sku="desk", price=320_00, stock=1),
)
CUSTOMERS = (
    Customer(customer_id="alice", credit_limit=10_000_00, balance=10_000_00),
    Customer(customer_id="bob", credit_limit=20_00, balance=10_000_00),
    Customer(customer_id="carol", credit_limit=10_000_00, balance=0),
)


def seed(
    world: World, *, articles: Iterable[Article] = ARTICLES, customers: Iterable[Customer] = CUSTOMERS
) -> None:
    """Write them, through the items that the participants' own stores define."""
    for article in articles:
        _put(world, "orders", article_item(sku=article.sku, price=article.price, currency=CURRENCY))
        _put(world, "inventory", stock_item(sku=article.sku, available=article.stock))
    for customer in customers:
        who, limit = customer.customer_id, customer.credit_limit
        _put(world, "customers", customer_item(customer_id=who, credit_limit=limit))
        if customer.balance is not None:
            account = account_item(customer_id=who, balance=customer.balance, currency=CURRENCY)
            _put(world, "payments", account)


def _put(world: World, participant: str, item: Item) -> None:
    world.dynamodb.put_item(TableName=world.table(participant), Item=to_attributes(item))
