"""From a stream record of a journal item to PutEvents entries. Plain functions, no client.

Sizes are bytes, counted as PutEvents counts them: 14 for the time, and the UTF-8 of source, detail type and
detail. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lambdas.shared.items import from_attributes

if TYPE_CHECKING:
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

MOST_ENTRIES = 10
MOST_BYTES = 256 * 1024
"""Of one entry, and of all entries of one call together."""

_TIME_BYTES = 14


def new_events(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The CloudEvents this change of a journal item added: `events` is only ever appended to.

    Empty for a removal, and for a change that added none.
    """
    change = record["dynamodb"]
    return _events(change.get("NewImage"))[len(_events(change.get("OldImage"))) :]


def entry_of(event: Mapping[str, Any], *, bus: str) -> PutEventsRequestEntryTypeDef:
    """One CloudEvent as a PutEvents entry, whole in its detail."""
    return {
        "EventBusName": bus,
        "Source": event["source"],
        "DetailType": event["type"],
        "Time": datetime.fromisoformat(event["time"]),
        "Detail": json.dumps(event, ensure_ascii=False, separators=(",", ":")),
    }


def size_of(entry: PutEventsRequestEntryTypeDef) -> int:
    return _TIME_BYTES + sum(len(entry[name].encode()) for name in ("Source", "DetailType", "Detail"))


def batches(entries: Iterable[PutEventsRequestEntryTypeDef]) -> Iterator[list[PutEventsRequestEntryTypeDef]]:
    """The entries in their order, as few calls as the limits allow. Each entry has to fit by itself."""
    batch: list[PutEventsRequestEntryTypeDef] = []
    size = 0
    for entry in entries:
        if batch and (len(batch) == MOST_ENTRIES or size + size_of(entry) > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += size_of(entry)
    if batch:
        yield batch


def _events(image: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    if not image or "events" not in image:
        return []
    events: list[dict[str, Any]] = from_attributes({"events": image["events"]})["events"]
    return events
