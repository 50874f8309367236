"""The events that came over the bus, from the queue that taps it in the local cloud."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_BATCH = 10
_POLL_SECONDS = 1


@dataclass(frozen=True, kw_only=True)
class Event:
    """A CloudEvent. `id` stays the same when it is delivered again."""

    id: str
    type: str
    source: str
    time: str
    data: Mapping[str, Any]

    @property
    def saga_id(self) -> str:
        return self.id.partition(".")[0]


def event_of(message: str) -> Event:
    """From an EventBridge event in JSON, whose detail is the CloudEvent."""
    return event_from(json.loads(message)["detail"])


def event_from(detail: Mapping[str, Any]) -> Event:
    return Event(**{name: detail[name] for name in ("id", "type", "source", "time", "data")})


@dataclass(frozen=True, kw_only=True)
class Tap:
    """Keeps what it took out of the queue, since events of several sagas come mixed."""

    sqs: SQSClient
    queue_url: str
    kept: dict[str, Event] = field(default_factory=dict)

    def of(self, saga_id: str) -> tuple[Event, ...]:
        """The saga's events so far, in the order of their time."""
        events = [event for event in self.kept.values() if event.saga_id == saga_id]
        return tuple(sorted(events, key=lambda event: event.time))

    def wait_for(self, saga_id: str, types: Collection[str], *, seconds: float) -> tuple[Event, ...]:
        """The saga's events as soon as every one of `types` is among them, or when the time is over."""
        deadline = time.monotonic() + seconds
        while not set(types) <= {event.type for event in self.of(saga_id)} and time.monotonic() < deadline:
            self._drain()
        return self.of(saga_id)

    def _drain(self) -> None:
        answer = self.sqs.receive_message(
            QueueUrl=self.queue_url, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=_POLL_SECONDS
        )
        for message in answer.get("Messages", []):
            event = event_of(message["Body"])
            self.kept.setdefault(event.id, event)
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
