"""The cloud that costs are counted on: the synthesized stack on moto, with a meter at its clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item
from lambdas.shared import clients
from lambdas.shared.world import World
from tests.perf.meter import Meter
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.synthesis import template_of
from tests.support.template import REGION, Template
from tests.support.worlds import put_item

_PLENTY = 1_000_000


@contextmanager
def market() -> Iterator[tuple[MotoCloud, Meter, Template]]:
    """Enough of everything, but for what each of the failing paths lacks."""
    template = Template(body=template_of("local"))
    with moto_cloud(template) as cloud:
        _seed(cloud.world)
        unwatched = boto3.client("dynamodb", region_name=REGION)
        yield cloud, Meter(cloud.world.dynamodb, clients.client("events"), unwatched), template


def _seed(world: World) -> None:
    for sku, available in (("tea", _PLENTY), ("pot", _PLENTY), ("rare", 0)):
        put_item(world, "orders", article_item(sku=sku, price=450, currency="EUR"))
        put_item(world, "inventory", stock_item(sku=sku, available=available))
    for customer, credit, money in (("ada", _PLENTY, _PLENTY), ("bob", 0, _PLENTY), ("carol", _PLENTY, 0)):
        put_item(world, "customers", customer_item(customer_id=customer, credit_limit=credit))
        put_item(world, "payments", account_item(customer_id=customer, balance=money, currency="EUR"))
