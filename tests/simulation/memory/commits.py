"""What was committed, as the stream and a log of commits are made from it. The items in it are copies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lambdas.shared.items import AttributeMap


@dataclass(frozen=True, kw_only=True)
class Change:
    """An item before and after; None where there was, or is, none."""

    table: str
    key: AttributeMap
    old: AttributeMap | None
    new: AttributeMap | None


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A write that went through. Numbers count from 1. What was written and is as before is no change."""

    number: int
    changes: tuple[Change, ...]


def stream_record(change: Change, *, sequence: int) -> dict[str, Any]:
    """As Lambda gets it from the table's stream of new and old images. The images are the change's own."""
    images = {"NewImage": change.new, "OldImage": change.old}
    return {
        "eventID": f"{sequence:032x}",
        "eventName": _name(change),
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "us-east-1",
        "dynamodb": {
            "Keys": change.key,
            **{name: image for name, image in images.items() if image is not None},
            "SequenceNumber": str(sequence),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": f"arn:aws:dynamodb:us-east-1:123456789012:table/{change.table}/stream/1",
    }


def _name(change: Change) -> str:
    if change.old is None:
        return "INSERT"
    return "REMOVE" if change.new is None else "MODIFY"
