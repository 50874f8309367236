"""Articles and customers of a test's own, so that tests neither wait for nor disturb one another."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from ops.seed import Article, Customer
from tests.scenarios.targets.target import Target


@dataclass(frozen=True)
class Shop:
    """Money is in minor units."""

    target: Target

    def article(self, *, price: int, stock: int) -> str:
        """The sku of a new article."""
        sku = f"article-{uuid4().hex}"
        self.target.seed(articles=[Article(sku=sku, price=price, stock=stock)])
        return sku

    def customer(self, *, credit: int, balance: int | None) -> str:
        """The id of a new customer."""
        customer_id = f"customer-{uuid4().hex}"
        customer = Customer(customer_id=customer_id, credit_limit=credit, balance=balance)
        self.target.seed(customers=[customer])
        return customer_id
