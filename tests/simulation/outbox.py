"""The outbox at work: streams that keep the order of an item, pollers that deliver them, a bus that may say no.

A poller is Lambda's own: a batch, of which it delivers again what was reported as failed, from there on.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, cast

from botocore.exceptions import ReadTimeoutError

from lambdas.outbox.handler import publish_batch
from lambdas.outbox.publisher import Publisher
from tests.simulation.hub import Hub, Raised, Returned
from tests.simulation.memory.commits import Commit, stream_record

SHARDS = 2
_BATCH = 10
_PREFIX = "saga#"


@dataclass(frozen=True, kw_only=True)
class Weather:
    """How often, from 0 to 1: an entry is refused, a call fails whole, its answer is lost; a batch comes twice."""

    refused: float = 0.0
    failed: float = 0.0
    unanswered: float = 0.0
    delivered_twice: float = 0.0


@dataclass
class Bus:
    """EventBridge. `delivered` has every event that was taken, each as often as it was; `heard` is called for each."""

    hub: Hub
    weather: Weather
    random: Random
    count: Callable[[str], None]
    delivered: list[Mapping[str, Any]] = field(default_factory=list)
    heard: Callable[[Mapping[str, Any]], None] = lambda _: None

    def put_events(self, *, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        return self.hub.call(lambda: self._put(Entries))

    def _put(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        if self.happens(self.weather.failed, "publisher refused whole"):
            results = [{"ErrorCode": "InternalFailure"} for _ in entries]
        else:
            results = [self._take(entry) for entry in entries]
        if self.happens(self.weather.unanswered, "answer of the bus lost"):
            raise ReadTimeoutError(endpoint_url="events")
        failed = sum("ErrorCode" in result for result in results)
        return {"FailedEntryCount": failed, "Entries": results}

    def _take(self, entry: dict[str, Any]) -> dict[str, Any]:
        if self.happens(self.weather.refused, "publisher fails in part"):
            return {"ErrorCode": "ThrottlingException", "ErrorMessage": "later"}
        event = json.loads(entry["Detail"])
        self.delivered.append(event)
        self.heard(event)
        return {"EventId": str(len(self.delivered))}

    def happens(self, rate: float, what: str) -> bool:
        if self.random.random() >= rate:
            return False
        self.count(what)
        return True


@dataclass
class Parked:
    """The queue for what the bus will never take."""

    bodies: list[str] = field(default_factory=list)

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803 - boto3's names
        del QueueUrl
        self.bodies.append(MessageBody)


@dataclass
class Shard:
    """One shard of a table's stream, and its poller. Records leave it in their order."""

    hub: Hub
    bus: Bus
    parked: Parked
    random: Random
    records: list[dict[str, Any]] = field(default_factory=list)
    polling: bool = False

    def append(self, record: dict[str, Any]) -> None:
        self.records.append(record)
        if not self.polling:
            self.polling = True
            self._later()

    def _later(self) -> None:
        self.hub.scheduler.after(self.random.uniform(0.1, 2.0), self._poll)

    def _poll(self) -> None:
        batch = self.records[:_BATCH]
        if not batch:
            self.polling = False
            return
        publisher = Publisher(
            events=cast("Any", self.bus),
            queue=cast("Any", self.parked),
            parking_queue_url="parked",
            sleep=self.hub.sleep,
            random=self.random,
        )
        self.hub.start(
            lambda: publish_batch({"Records": batch}, publisher=publisher, bus="bus"),
            then=lambda ended: self._delivered(batch, ended),
        )

    def _delivered(self, batch: list[dict[str, Any]], ended: Returned | Raised) -> None:
        if isinstance(ended, Raised):
            raise ended.error
        failed = {item["itemIdentifier"] for item in ended.value["batchItemFailures"]}
        done = next(
            (n for n, record in enumerate(batch) if record["dynamodb"]["SequenceNumber"] in failed),
            len(batch),
        )
        if self.bus.happens(self.bus.weather.delivered_twice, "stream record delivered twice"):
            done = 0
        del self.records[:done]
        self._later()


class Streams:
    """The streams of all tables, filtered to journal items as the event source is."""

    def __init__(self, hub: Hub, bus: Bus, random: Random) -> None:
        self._hub, self._bus, self._random = hub, bus, random
        self.parked = Parked()
        self._shards: dict[tuple[str, int], Shard] = {}

    def committed(self, commit: Commit) -> None:
        for position, change in enumerate(commit.changes):
            pk = change.key["pk"]["S"]
            if change.new is not None and pk.startswith(_PREFIX):
                shard = (change.table, zlib.crc32(pk.encode()) % SHARDS)
                record = stream_record(change, sequence=commit.number * 100 + position)
                self._shard(shard).append(record)

    def _shard(self, name: tuple[str, int]) -> Shard:
        if name not in self._shards:
            self._shards[name] = Shard(self._hub, self._bus, self.parked, self._random)
        return self._shards[name]

    @property
    def waiting(self) -> int:
        """How many records were not delivered yet."""
        return sum(len(shard.records) for shard in self._shards.values())
