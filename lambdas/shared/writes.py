"""The business writes of a local transaction, each with what it means when its condition fails.

Expressions use `#name` and `:value` only; the names are collected from the text, so a reserved word is never
a surprise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from lambdas.shared.errors import Inconsistent, SagaError
from lambdas.shared.items import Item, to_attributes

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

Refusal: TypeAlias = Callable[[Item | None], SagaError]
"""From the item as it was (None: there is none) to the error that says what the failed condition means."""

ABSENT = "attribute_not_exists(#pk)"


@dataclass(frozen=True, kw_only=True)
class Write:
    """One action of TransactWriteItems, with ALL_OLD on a failed condition."""

    action: TransactWriteItemTypeDef
    refused: Refusal


def unexpected(what: str) -> Refusal:
    """For a condition that holds as long as the journal is right."""
    return lambda old: Inconsistent(f"{what}: the item is {dict(old) if old is not None else 'absent'}")


def put(
    *,
    table: str,
    item: Item,
    refused: Refusal,
    condition: str = ABSENT,
    values: Mapping[str, Any] | None = None,
) -> Write:
    """`values` is by the name without its colon."""
    given = {f":{name}": value for name, value in (values or {}).items()}
    action: Any = {
        "Put": {
            "TableName": table,
            "Item": to_attributes(item),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names_in(condition),
            **({"ExpressionAttributeValues": to_attributes(given)} if given else {}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }
    return Write(action=action, refused=refused)


def update(  # noqa: PLR0913 - the parts of an UpdateItem, all by keyword
    *,
    table: str,
    key: Item,
    expression: str,
    values: Mapping[str, Any],
    refused: Refusal,
    condition: str | None = None,
) -> Write:
    """`values` is by the name without its colon."""
    action: Any = {
        "Update": {
            "TableName": table,
            "Key": to_attributes(key),
            "UpdateExpression": expression,
            **({"ConditionExpression": condition} if condition else {}),
            "ExpressionAttributeNames": names_in(f"{expression} {condition or ''}"),
            "ExpressionAttributeValues": to_attributes({f":{name}": value for name, value in values.items()}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }
    return Write(action=action, refused=refused)


def check(*, table: str, key: Item, condition: str, values: Mapping[str, Any], refused: Refusal) -> Write:
    """That an item is as it must be, which is not changed. `values` is by the name without its colon."""
    action: Any = {
        "ConditionCheck": {
            "TableName": table,
            "Key": to_attributes(key),
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names_in(condition),
            "ExpressionAttributeValues": to_attributes({f":{name}": value for name, value in values.items()}),
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }
    return Write(action=action, refused=refused)


def names_in(text: str) -> dict[str, str]:
    """What an expression's `#name`s stand for."""
    return {f"#{name}": name for name in sorted(set(re.findall(r"#(\w+)", text)))}
