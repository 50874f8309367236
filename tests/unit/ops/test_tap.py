from __future__ import annotations

import json
from typing import Any

from ops.tap import Event, Tap, event_of


def message(event_id: str, kind: str, at: str) -> str:
    """As EventBridge puts it into a queue."""
    cloud_event = {
        "id": event_id,
        "type": kind,
        "source": "saga.orders",
        "time": at,
        "data": {},
        "specversion": "1.0",
    }
    return json.dumps({"version": "0", "detail-type": kind, "source": "saga.orders", "detail": cloud_event})


class Queue:
    """An SQS client with what a queue holds, a batch at a time."""

    def __init__(self, *batches: list[str]) -> None:
        self.batches = list(batches)
        self.deleted: list[str] = []

    def receive_message(self, **_: Any) -> dict[str, Any]:
        batch = self.batches.pop(0) if self.batches else []
        return {"Messages": [{"Body": body, "ReceiptHandle": body} for body in batch]} if batch else {}

    def delete_message(self, *, ReceiptHandle: str, **_: Any) -> None:  # noqa: N803 - AWS's own
        self.deleted.append(ReceiptHandle)


CREATED = message("o-1.orders.create.done.0", "OrderCreated", "2026-01-01T00:00:00+00:00")
APPROVED = message("o-1.orders.approve.done.0", "OrderApproved", "2026-01-01T00:00:02+00:00")
OTHER = message("o-2.orders.create.done.0", "OrderCreated", "2026-01-01T00:00:01+00:00")


def tap_of(queue: Any) -> Tap:
    return Tap(sqs=queue, queue_url="http://queue")


def types(events: tuple[Event, ...]) -> list[str]:
    return [event.type for event in events]


def test_the_event_is_the_cloud_event_inside_and_knows_its_saga() -> None:
    event = event_of(CREATED)

    assert (event.type, event.saga_id) == ("OrderCreated", "o-1")


def test_waiting_ends_when_every_type_has_come_and_gives_them_in_the_order_of_their_time() -> None:
    tap = tap_of(Queue([APPROVED], [CREATED], [OTHER]))

    events = tap.wait_for("o-1", ["OrderCreated", "OrderApproved"], seconds=5)

    assert types(events) == ["OrderCreated", "OrderApproved"]


def test_another_sagas_events_are_kept_for_whoever_asks_for_them() -> None:
    tap = tap_of(Queue([OTHER, CREATED]))
    tap.wait_for("o-1", ["OrderCreated"], seconds=5)

    assert types(tap.of("o-2")) == ["OrderCreated"]


def test_an_event_that_is_delivered_twice_counts_once_and_leaves_the_queue_twice() -> None:
    queue = Queue([CREATED, CREATED])
    tap = tap_of(queue)

    assert types(tap.wait_for("o-1", ["OrderCreated"], seconds=5)) == ["OrderCreated"]
    assert queue.deleted == [CREATED, CREATED]


def test_waiting_for_what_does_not_come_ends_with_what_did() -> None:
    assert types(tap_of(Queue([CREATED])).wait_for("o-1", ["OrderApproved"], seconds=0.01)) in (
        [],
        ["OrderCreated"],
    )
