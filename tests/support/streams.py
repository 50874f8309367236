"""The outbox's way on moto: what the tables' streams hold goes to the publishers, after the commit.

moto's own mapping calls the function inside the write, also for a transaction that is rolled back; here the
streams are read as Lambda reads them, with the filter of the template's event source mapping.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import boto3
from moto.events.models import EventPattern

from tests.support.bridge import Bridge
from tests.support.template import REGION, Template


@dataclass
class StreamPump:
    """Reads each mapped stream from its beginning, once."""

    template: Template
    bridge: Bridge
    _read: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        for _, mapping in self.template.of_type("AWS::Lambda::EventSourceMapping"):
            if "/stream" in mapping["EventSourceArn"]:
                self._feed(mapping)

    def _feed(self, mapping: Mapping[str, Any]) -> None:
        table = mapping["EventSourceArn"].removesuffix("/stream").split("/")[-1]
        records = list(_records(table))
        fresh, self._read[table] = records[self._read.get(table, 0) :], len(records)
        wanted = [record for record in fresh if _passes(record, mapping)]
        if not wanted:
            return
        answer = self.bridge.run(mapping["FunctionName"], {"Records": wanted})
        failed = [item["itemIdentifier"] for item in (answer or {}).get("batchItemFailures", [])]
        assert not failed, f"{mapping['FunctionName']} failed on {failed}"


def _records(table: str) -> Iterator[dict[str, Any]]:
    streams = boto3.client("dynamodbstreams", region_name=REGION)
    arn = boto3.client("dynamodb", region_name=REGION).describe_table(TableName=table)["Table"][
        "LatestStreamArn"
    ]
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        start = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        for record in streams.get_records(ShardIterator=start)["Records"]:
            body = json.loads(json.dumps(record, default=lambda moment: moment.timestamp()))
            yield body | {"eventSource": "aws:dynamodb", "eventSourceARN": arn}


def _passes(record: dict[str, Any], mapping: Mapping[str, Any]) -> bool:
    filters = mapping.get("FilterCriteria", {}).get("Filters", [])
    return (
        any(EventPattern.load(one["Pattern"]).matches_event(cast("Any", record)) for one in filters)
        or not filters
    )
