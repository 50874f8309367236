"""The order that a client asks for: the schema's shape and two rules that a schema cannot say.

An OrderRequest has one byte-stable JSON form: it becomes the execution's input, and Step Functions compares
inputs to tell a request sent twice from a name used twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lambdas.api import shapes
from lambdas.shared.callback import CallbackRefused, target_of
from lambdas.shared.problem import FieldError, invalid
from lambdas.shared.problems import INVALID_CHANGE, INVALID_ORDER


@dataclass(frozen=True, kw_only=True)
class Item:
    sku: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class OrderRequest:
    """A valid order: 1 to 20 items, no article twice."""

    customer_id: str
    items: tuple[Item, ...]
    callback_url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "customer_id": self.customer_id,
            "items": [{"sku": item.sku, "quantity": item.quantity} for item in self.items],
            "callback_url": self.callback_url,
        }


def order_request(value: object, *, local: bool) -> OrderRequest:
    """The order in a JSON value. Raises Problem (400), which names each wrong field and its value."""
    given = shapes.ORDER.of(value)
    order = OrderRequest(
        customer_id=given["customer_id"],
        # To JSON Schema 2.0 is an integer too; here it becomes the same bytes as 2.
        items=tuple(Item(sku=item["sku"], quantity=int(item["quantity"])) for item in given["items"]),
        callback_url=given.get("callback_url"),
    )
    errors = [*_articles_twice(order.items), *_callback_errors(order.callback_url, local=local)]
    if errors:
        raise invalid(INVALID_ORDER, *errors)
    return order


def change_request(value: object) -> list[dict[str, Any]]:
    """The items of a change, as its saga is given them. Raises Problem (400)."""
    given = shapes.CHANGE.of(value)
    items = [Item(sku=item["sku"], quantity=int(item["quantity"])) for item in given["items"]]
    errors = [*_articles_twice(items)]
    if errors:
        raise invalid(INVALID_CHANGE, *errors)
    return [{"sku": item.sku, "quantity": item.quantity} for item in items]


def _articles_twice(items: Sequence[Item]) -> Iterator[FieldError]:
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        if item.sku in first:
            reason = f"is that of items[{first[item.sku]}] already"
            yield FieldError(field=f"items[{index}].sku", value=item.sku, reason=reason)
        first.setdefault(item.sku, index)


def _callback_errors(url: str | None, *, local: bool) -> Iterator[FieldError]:
    if url is None:
        return
    try:
        target_of(url, local=local)
    except CallbackRefused as refused:
        yield FieldError(field="callback_url", value=url, reason=str(refused))
