"""What a client is told about its order."""

from __future__ import annotations

import json

import pytest

from lambdas.webhooks.message import NotAMessage, told_of
from tests.unit.webhooks.fakes import queued


def test_a_client_is_told_what_became_of_its_order_and_nothing_else() -> None:
    message = told_of(queued()).message

    assert json.loads(message.body) == {
        "type": "order.rejected",
        "timestamp": "2026-01-01T12:00:00+00:00",
        "data": {
            "order_id": "o-1",
            "status": "REJECTED",
            "reason": {"code": "CREDIT_LIMIT", "message": "zu wenig Guthaben für 7 €"},
            "total": 700,
            "currency": "EUR",
            "items": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
        },
    }


def test_an_approval_has_a_type_of_its_own() -> None:
    message = told_of(queued(event_type="OrderApproved", status="APPROVED")).message

    assert (message.type, json.loads(message.body)["type"]) == ("order.approved", "order.approved")


def test_the_id_and_the_bytes_are_the_same_at_each_attempt() -> None:
    first, second = told_of(queued()), told_of(queued())

    assert first == second
    assert first.order_id == "o-1"
    assert first.message.webhook_id == "o-1~orders~create~compensated~0"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "7",
        "{}",
        '{"detail": []}',
        '{"detail": {"type": "OrderApproved"}}',
        queued(event_type="OrderCreated"),
        queued(total=None),
    ],
)
def test_what_is_not_the_event_of_a_decided_order_is_refused(body: str) -> None:
    with pytest.raises(NotAMessage):
        told_of(body)
