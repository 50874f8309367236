"""Queue messages with the event of a decided order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:webhooks"

REJECTED: dict[str, Any] = {
    "order_id": "o-1",
    "customer_id": "ada",
    "status": "REJECTED",
    "reason": {"code": "CREDIT_LIMIT", "message": "zu wenig Guthaben für 7 €"},
    "total": 700,
    "currency": "EUR",
    "items": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
    "callback_url": "https://shop.example/hook",
}


def queued(
    *, event_type: str = "OrderRejected", at: str = "2026-01-01T12:00:00+00:00", **changes: Any
) -> str:
    """A message's body: the EventBridge event around the CloudEvent. A field set to None is left out."""
    data = {
        name: value
        for name, value in (REJECTED | changes).items()
        if name not in changes or value is not None
    }
    return queued_with(data, event_type=event_type, at=at)


def queued_with(data: Mapping[str, Any], *, event_type: str, at: str = "2026-01-01T12:00:00+00:00") -> str:
    """The same with exactly this data."""
    event = {
        "specversion": "1.0",
        "id": f"{data.get('order_id')}.orders.create.compensated.0",
        "source": "saga.orders",
        "type": event_type,
        "subject": f"orders/{data.get('order_id')}",
        "time": at,
        "datacontenttype": "application/json",
        "sequence": "2",
        "data": data,
    }
    return json.dumps(
        {"version": "0", "id": "eb-1", "detail-type": event_type, "source": "saga.orders", "detail": event}
    )


def batch(*bodies: str, received: int = 1) -> dict[str, Any]:
    """An SQS event. The messages are m-0, m-1 and so on."""
    return {
        "Records": [
            {
                "messageId": f"m-{index}",
                "receiptHandle": f"receipt-{index}",
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(received)},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": QUEUE_ARN,
                "awsRegion": "us-east-1",
            }
            for index, body in enumerate(bodies)
        ]
    }
