"""The synthesized stack on moto, with something to sell and someone to sell it to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item
from tests.saga.books import Books
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.synthesis import template_of
from tests.support.template import Template
from tests.support.worlds import put_item


@pytest.fixture(scope="session")
def template() -> Template:
    return Template(body=template_of("local"))


@pytest.fixture
def cloud(template: Template) -> Iterator[MotoCloud]:
    with moto_cloud(template) as it:
        put_item(it.world, "orders", article_item(sku="tea", price=450, currency="EUR"))
        put_item(it.world, "orders", article_item(sku="pot", price=2999, currency="EUR"))
        put_item(it.world, "inventory", stock_item(sku="tea", available=10))
        put_item(it.world, "inventory", stock_item(sku="pot", available=1))
        put_item(it.world, "customers", customer_item(customer_id="ada", credit_limit=10_000))
        put_item(it.world, "customers", customer_item(customer_id="bob", credit_limit=1_000))
        put_item(it.world, "customers", customer_item(customer_id="carol", credit_limit=10_000))
        put_item(it.world, "payments", account_item(customer_id="ada", balance=10_000, currency="EUR"))
        put_item(it.world, "payments", account_item(customer_id="bob", balance=10_000, currency="EUR"))
        put_item(it.world, "payments", account_item(customer_id="carol", balance=5, currency="EUR"))
        yield it


@pytest.fixture
def books(cloud: MotoCloud) -> Books:
    return Books(cloud.world)
