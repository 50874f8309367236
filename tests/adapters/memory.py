"""A store in memory with one table, one item in it, and what is asked of it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.commits import Commit
from tests.simulation.memory.shape import TableShape

TABLE, INDEX = "things", "waiting"
KEY = {"pk": {"S": "a"}, "sk": {"S": "1"}}
OTHER = {"pk": {"S": "b"}, "sk": {"S": "1"}}
ITEM = {
    **KEY,
    "n": {"N": "5"},
    "s": {"S": "héllo"},
    "l": {"L": [{"N": "1"}, {"N": "2"}, {"N": "3"}]},
    "m": {"M": {"x": {"N": "1"}}},
    "z": {"NULL": True},
    "b": {"BOOL": True},
}


class Store:
    """`commits` are those after the first item was put."""

    def __init__(self, item: dict[str, Any] | None = ITEM) -> None:
        self.commits: list[Commit] = []
        shape = TableShape(indexes={INDEX: ("lane", "since")})
        self.client = MemoryDynamoDB(tables={TABLE: shape}, on_commit=self.commits.append)
        if item:
            self.client.put_item(TableName=TABLE, Item=item)
            self.commits.clear()

    def write(self, *actions: dict[str, Any], token: str | None = None) -> None:
        self.client.transact_write_items(TransactItems=actions, ClientRequestToken=token)

    def refused(self, *actions: dict[str, Any]) -> tuple[str, str]:
        """The code and the message. Nothing was written."""
        error = self.failed(*actions)
        return error["Error"]["Code"], error["Error"]["Message"]

    def reasons(self, *actions: dict[str, Any]) -> list[dict[str, Any]]:
        """Of a transaction that was cancelled. Nothing was written."""
        error = self.failed(*actions)
        assert error["Error"]["Code"] == "TransactionCanceledException"
        reasons: list[dict[str, Any]] = error["CancellationReasons"]
        return reasons

    def failed(self, *actions: dict[str, Any]) -> Any:
        before = self.everything(), len(self.commits)
        with pytest.raises(ClientError) as caught:
            self.write(*actions)
        assert (self.everything(), len(self.commits)) == before
        return caught.value.response

    def everything(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.client.scan(TableName=TABLE)["Items"]
        return items

    def item(self, key: dict[str, Any] = KEY) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.client.get_item(TableName=TABLE, Key=key).get("Item")
        return found


def check(text: str, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"ConditionCheck": request(values, Key=KEY, ConditionExpression=text) | more}


def update(text: str, values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"Update": request(values, Key=KEY, UpdateExpression=text) | more}


def put(item: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Put": request(None, Item=item) | more}


def delete(key: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"Delete": request(None, Key=key) | more}


def request(values: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
    return {"TableName": TABLE, **fields, **({"ExpressionAttributeValues": values} if values else {})}


def n(number: int | str) -> dict[str, Any]:
    return {"N": str(number)}


def s(text: str) -> dict[str, Any]:
    return {"S": text}
