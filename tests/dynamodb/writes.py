"""Short forms of the writes of a transaction, as TransactWriteItems takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.support.worlds import create_table

if TYPE_CHECKING:
    from tests.support.database import Database

TABLES = ("here", "there")
ABSENT = "attribute_not_exists(pk)"


def prepare(database: Database) -> None:
    for name in TABLES:
        create_table(database.dynamodb, name)


def key(pk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": "-"}}


def put(table: str, pk: str, *, value: str = "", condition: str | None = None) -> Any:
    request: dict[str, Any] = {"TableName": table, "Item": {**key(pk), "value": {"S": value}}}
    return {"Put": request | (_conditional(condition) if condition else {})}


def add(table: str, pk: str, number: int) -> Any:
    values = {":number": {"N": str(number)}}
    expression = "ADD counted :number"
    return {
        "Update": {
            "TableName": table,
            "Key": key(pk),
            "UpdateExpression": expression,
            "ExpressionAttributeValues": values,
        }
    }


def transact(database: Database, *writes: Any, token: str | None = None) -> None:
    identified: dict[str, Any] = {"ClientRequestToken": token} if token else {}
    database.dynamodb.transact_write_items(TransactItems=writes, **identified)


def item(database: Database, table: str, pk: str) -> dict[str, Any] | None:
    """Without its key."""
    found = database.dynamodb.get_item(TableName=table, Key=key(pk), ConsistentRead=True).get("Item")
    return {name: value for name, value in found.items() if name not in key(pk)} if found else None


def reasons(error: ClientError) -> list[tuple[str, Any]]:
    """(code, the item's value as it was) of each reason of a cancellation, in order."""
    response: Any = error.response
    return [
        (one["Code"], one.get("Item", {}).get("value", {}).get("S"))
        for one in response["CancellationReasons"]
    ]


def _conditional(condition: str) -> dict[str, str]:
    return {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
