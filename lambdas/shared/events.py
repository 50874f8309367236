"""Domain events as CloudEvents 1.0, stored in the journal and published from there.

The id is derived from saga, step and status, so a second delivery has the same one; `sequence` counts the
events of one aggregate (the subject) from 1 without gaps. Spec: CloudEvents 1.0.2 and its sequence extension.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Something that happened to one aggregate. `subject` is like `orders/o-1`."""

    type: str
    subject: str
    sequence: int
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The local transaction that an event belongs to; `status` is what it left behind."""

    participant: str
    saga_id: str
    step: str
    status: StrEnum


def cloud_events(events: tuple[DomainEvent, ...], *, origin: Origin, at: datetime) -> list[dict[str, Any]]:
    return [
        _cloud_event(event, origin=origin, position=position, at=at) for position, event in enumerate(events)
    ]


def _cloud_event(event: DomainEvent, *, origin: Origin, position: int, at: datetime) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"{origin.saga_id}.{origin.step}.{origin.status.lower()}.{position}",
        "source": f"saga.{origin.participant}",
        "type": event.type,
        "subject": event.subject,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        "sequence": str(event.sequence),
        "data": dict(event.data),
    }
