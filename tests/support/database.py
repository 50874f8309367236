"""The DynamoDB that a test runs on: a client of it, and a client of its tables' streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

from tests.support.template import REGION
from tests.support.turns import one_at_a_time

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient


@dataclass(frozen=True, kw_only=True)
class Database:
    dynamodb: DynamoDBClient
    streams: DynamoDBStreamsClient

    def records(self, table: str) -> Iterator[dict[str, Any]]:
        """All that is in a table's stream, as Lambda hands records over: times are numbers."""
        arn = self.dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        for shard in self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            for record in self._of_shard(arn, shard["ShardId"]):
                body = json.loads(json.dumps(record, default=lambda moment: moment.timestamp()))
                yield body | {"eventSource": "aws:dynamodb", "eventSourceARN": arn}

    def _of_shard(self, arn: str, shard: str) -> Iterator[Any]:
        """A page may be empty only at the end: nobody writes while a test reads."""
        iterator = self.streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while (page := self.streams.get_records(ShardIterator=iterator))["Records"]:
            yield from page["Records"]
            iterator = page["NextShardIterator"]


def moto_database() -> Database:
    """moto's, while it mocks AWS."""
    return Database(
        dynamodb=one_at_a_time(boto3.client("dynamodb", region_name=REGION)),
        streams=one_at_a_time(boto3.client("dynamodbstreams", region_name=REGION)),
    )
