"""A DynamoDB client that knows what was put through it, so that it can be taken away again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KEY = ("pk", "sk")


class Seeded:
    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb = dynamodb
        self._put: list[tuple[str, Mapping[str, Any]]] = []

    def put_item(self, *, TableName: str, Item: Mapping[str, Any]) -> Any:  # noqa: N803 - boto3's names
        """Noted before it is written: what may have been written is taken away too."""
        self._put.append((TableName, {name: Item[name] for name in _KEY}))
        return self._dynamodb.put_item(TableName=TableName, Item=Item)

    def take_away(self) -> None:
        while self._put:
            table, key = self._put[-1]
            self._dynamodb.delete_item(TableName=table, Key=key)
            self._put.pop()
