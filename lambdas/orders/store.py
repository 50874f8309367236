"""The orders table: `article#<sku>` is the catalogue, `order#<id>` an order with its status.

An order has the attributes of the sparse index in `lambdas.shared.pending` exactly while it is PENDING.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lambdas.orders.domain import Article, Order, OrderStatus
from lambdas.shared import pending
from lambdas.shared.reads import read, read_all
from lambdas.shared.writes import Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World


def article_item(*, sku: str, price: int, currency: str) -> Item:
    return {**article_key(sku), "sku": sku, "price": price, "currency": currency}


def article_key(sku: str) -> Item:
    return {"pk": f"article#{sku}", "sk": "article"}


def order_key(order_id: str) -> Item:
    return {"pk": f"order#{order_id}", "sk": "order"}


def catalogue(world: World, *, table: str, skus: Iterable[str]) -> Mapping[str, Article]:
    """The articles there are among `skus`, by sku."""
    items = read_all(world, table=table, keys=[article_key(sku) for sku in sorted(set(skus))])
    return {
        item["sku"]: Article(sku=item["sku"], price=item["price"], currency=item["currency"])
        for item in items
    }


def open_order(*, table: str, order: Order, created_at: str) -> Write:
    """A new order, PENDING: the semantic lock."""
    found_by = {pending.SHARD: pending.shard_of(order.order_id), pending.SINCE: created_at}
    item = _item(order=order, status=OrderStatus.PENDING, created_at=created_at, reason=None) | found_by
    return _put(table=table, order=order, item=item)


def record_rejected(*, table: str, order: Order, created_at: str, reason: Mapping[str, str]) -> Write:
    """An order that was never opened, as the rejected one that its client asks for."""
    item = _item(order=order, status=OrderStatus.REJECTED, created_at=created_at, reason=reason)
    return _put(table=table, order=order, item=item)


def decide(
    *, table: str, order_id: str, status: OrderStatus, reason: Mapping[str, str] | None = None
) -> Write:
    """From PENDING to a decision, which releases the semantic lock."""
    return update(
        table=table,
        key=order_key(order_id),
        expression=f"SET #status = :status, #reason = :reason REMOVE #{pending.SHARD}, #{pending.SINCE}",
        condition="#status = :pending",
        values={"status": status.value, "reason": dict(reason) if reason else None, "pending": "PENDING"},
        refused=unexpected(f"order {order_id} is not PENDING"),
    )


def find(world: World, *, table: str, order_id: str) -> Order | None:
    item = find_item(world, table=table, order_id=order_id)
    return order_of(item) if item else None


def find_item(world: World, *, table: str, order_id: str) -> Item | None:
    """The order with its status, its version, and who has locked it."""
    return read(world, table=table, key=order_key(order_id))


def order_of(item: Mapping[str, object]) -> Order:
    """The order in an item, or in what the journal keeps of it."""
    names = ("order_id", "caller", "customer_id", "lines", "total", "currency", "callback_url")
    return Order(**{name: item[name] for name in names})  # type: ignore[arg-type]


def _item(
    *, order: Order, status: OrderStatus, created_at: str, reason: Mapping[str, str] | None
) -> dict[str, object]:
    return {
        **order_key(order.order_id),
        **order.as_dict(),
        "status": status.value,
        "reason": dict(reason) if reason else None,
        "created_at": created_at,
        "version": 1,
    }


def _put(*, table: str, order: Order, item: Item) -> Write:
    return put(table=table, item=item, refused=unexpected(f"order {order.order_id} exists"))
