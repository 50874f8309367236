"""Between plain Python values and DynamoDB's. Numbers are integers: money is in minor units, stock in pieces."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

Item: TypeAlias = Mapping[str, Any]
"""An item as plain Python: str, int, bool, None, lists and dicts of them."""

AttributeMap: TypeAlias = dict[str, Any]
"""An item as the low-level client wants it: `{"pk": {"S": "..."}}`."""

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize


def to_attributes(item: Item) -> AttributeMap:
    return {name: _serialize(value) for name, value in item.items()}


def from_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The plain item. Raises ValueError for a number that is not whole: none is ever stored."""
    return {name: _plain(_deserialize(value)) for name, value in attributes.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - recursive over any stored value
    if isinstance(value, Decimal):
        return _whole(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError(f"{number} is stored where only whole numbers are")
    return int(number)
