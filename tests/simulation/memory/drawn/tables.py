"""The two tables, in memory and on an engine to compare with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.drawn.requests import INDEX, INDEX_KEYS, TABLES
from tests.simulation.memory.shape import TableShape
from tests.support.worlds import create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INDEXES = {INDEX: INDEX_KEYS}


def in_memory() -> MemoryDynamoDB:
    return MemoryDynamoDB(tables={name: TableShape(indexes=INDEXES) for name in TABLES})


def renew_tables(client: DynamoDBClient) -> None:
    """Empty, and without the streams of former plays: moto copies them with every transaction."""
    for name in client.list_tables()["TableNames"]:
        client.delete_table(TableName=name)
    for name in TABLES:
        create_table(client, name, indexes=INDEXES)
