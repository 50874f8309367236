"""The synthesized stack on moto, with something to sell and someone to sell it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item
from statemachines.table import PATIENT
from tests.saga.books import Books
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.database import Database
from tests.support.synthesis import template_of
from tests.support.template import Template
from tests.support.worlds import put_item


@pytest.fixture(scope="session")
def template() -> Template:
    return Template(body=template_of("local"))


@pytest.fixture
def cloud(template: Template, new_database: Callable[[], Database]) -> Iterator[MotoCloud]:
    """A cloud whose tasks wait five minutes for their function: one that is held back shall not time out."""
    with moto_cloud(with_number(template, '"TimeoutSeconds"', 15, instead=300), new_database) as it:
        seed(it)
        yield it


@pytest.fixture
def impatient(template: Template, new_database: Callable[[], Database]) -> Iterator[MotoCloud]:
    """A cloud whose patient tasks are tried twice and not thirteen times: moto's pauses are real."""
    with moto_cloud(with_number(template, '"MaxAttempts"', PATIENT.attempts, instead=1), new_database) as it:
        seed(it)
        yield it


@pytest.fixture
def hasty(template: Template, new_database: Callable[[], Database]) -> Iterator[MotoCloud]:
    """A cloud whose tasks wait one second for their function."""
    with moto_cloud(with_number(template, '"TimeoutSeconds"', 15, instead=1), new_database) as it:
        seed(it)
        yield it


def with_number(template: Template, key: str, usual: int, *, instead: int) -> Template:
    """The template with another number in the place of one of its state machines."""
    quoted, text = json.dumps(key)[1:-1], json.dumps(template.body)
    assert f"{quoted}: {usual}" in text
    return Template(body=json.loads(text.replace(f"{quoted}: {usual}", f"{quoted}: {instead}")))


def seed(it: MotoCloud) -> None:
    for sku, price, available in (("tea", 450, 10), ("pot", 2999, 1)):
        put_item(it.world, "orders", article_item(sku=sku, price=price, currency="EUR"))
        put_item(it.world, "inventory", stock_item(sku=sku, available=available))
    for who, limit, balance in (("ada", 10_000, 10_000), ("bob", 1_000, 10_000), ("carol", 10_000, 5)):
        put_item(it.world, "customers", customer_item(customer_id=who, credit_limit=limit))
        put_item(it.world, "payments", account_item(customer_id=who, balance=balance, currency="EUR"))


@pytest.fixture
def books(request: pytest.FixtureRequest) -> Books:
    """Of whichever cloud the test runs on."""
    cloud: MotoCloud = request.getfixturevalue("cloud")
    return Books(cloud.world)
