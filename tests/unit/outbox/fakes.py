"""Stream records of journal items, and EventBridge and SQS as far as the publisher uses them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lambdas.shared.items import to_attributes

Verdict: TypeAlias = Callable[[str], str | None]
"""From an event's id to the error code of its entry; None takes it."""


def event(event_id: str, *, text: str = "") -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": "saga.orders",
        "type": "OrderCreated",
        "subject": "orders/o-1",
        "time": "2026-01-01T12:00:00+00:00",
        "datacontenttype": "application/json",
        "sequence": "1",
        "data": {"total": 700, "text": text},
    }


def record(
    *, new: Sequence[dict[str, Any]] | None, old: Sequence[dict[str, Any]] | None = None, number: str = "1"
) -> dict[str, Any]:
    """A change of the journal item of orders.create; `new` and `old` are its events, None for no image."""
    key = {"pk": "saga#o-1", "sk": "orders.create"}
    change: dict[str, Any] = {"Keys": to_attributes(key), "SequenceNumber": number}
    if new is not None:
        change["NewImage"] = to_attributes(key | {"status": "DONE", "events": list(new)})
    if old is not None:
        change["OldImage"] = to_attributes(key | {"status": "DONE", "events": list(old)})
    return {"eventID": number, "eventName": "MODIFY", "eventSource": "aws:dynamodb", "dynamodb": change}


@dataclass
class FakeBus:
    """Answers as PutEvents does. `raises` holds what the next calls raise, in order; None lets one through."""

    verdict: Verdict = lambda _id: None
    raises: list[Exception | None] = field(default_factory=list)
    calls: list[list[str]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)

    def put_events(self, *, Entries: Sequence[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803
        ids = [json.loads(entry["Detail"])["id"] for entry in Entries]
        self.calls.append(ids)
        error = self.raises.pop(0) if self.raises else None
        if error:
            raise error
        codes = [self.verdict(one) for one in ids]
        self.entries += [entry for entry, code in zip(Entries, codes, strict=True) if code is None]
        answers = [
            {"EventId": "e"} if code is None else {"ErrorCode": code, "ErrorMessage": "no"} for code in codes
        ]
        return {"FailedEntryCount": sum(code is not None for code in codes), "Entries": answers}

    @property
    def taken(self) -> list[str]:
        return [json.loads(entry["Detail"])["id"] for entry in self.entries]


@dataclass
class FakeParking:
    """`bodies` are the messages sent, parsed."""

    bodies: list[dict[str, Any]] = field(default_factory=list)

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803
        assert QueueUrl == "https://parking"
        self.bodies.append(json.loads(MessageBody))
