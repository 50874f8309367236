"""What a client is told about its order, and about what it asked of it later."""

from __future__ import annotations

import json

import pytest

from lambdas.webhooks.message import NotAMessage, told_of
from tests.unit.webhooks.fakes import queued, queued_with


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


@pytest.mark.parametrize(
    ("event_type", "type_"),
    [
        ("OrderCancelled", "order.cancelled"),
        ("OrderCancellationRejected", "order.cancellation_rejected"),
        ("OrderChanged", "order.changed"),
        ("OrderChangeRejected", "order.change_rejected"),
    ],
)
def test_of_a_follow_up_a_client_is_told_its_id_and_the_order_as_it_is_since(
    event_type: str, type_: str
) -> None:
    told = told_of(queued(event_type=event_type, saga_id="x-1", status="APPROVED"))

    assert told.message.type == type_
    assert told.order_known
    assert json.loads(told.message.body) == {
        "type": type_,
        "timestamp": "2026-01-01T12:00:00+00:00",
        "data": {
            "follow_up_id": "x-1",
            "order_id": "o-1",
            "status": "APPROVED",
            "reason": {"code": "CREDIT_LIMIT", "message": "zu wenig Guthaben für 7 €"},
            "total": 700,
            "currency": "EUR",
            "items": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
        },
    }


def test_of_a_follow_up_whose_order_was_not_there_a_client_is_told_the_reason() -> None:
    reason = {"code": "NO_SUCH_ORDER", "message": "there is no order o-1"}
    data = {"order_id": "o-1", "status": None, "reason": reason, "saga_id": "x-1"}

    told = told_of(queued_with(data, event_type="OrderCancellationRejected"))

    assert not told.order_known
    assert json.loads(told.message.body)["data"] == {
        "follow_up_id": "x-1",
        "order_id": "o-1",
        "status": None,
        "reason": reason,
        "total": None,
        "currency": None,
        "items": None,
    }


def test_the_bytes_of_a_decision_are_those_they_have_always_been() -> None:
    told = told_of(queued(event_type="OrderApproved", status="APPROVED", saga_id="o-1"))

    assert told.message.body == (
        '{"type":"order.approved","timestamp":"2026-01-01T12:00:00+00:00","data":{"order_id":"o-1",'
        '"status":"APPROVED","reason":{"code":"CREDIT_LIMIT","message":"zu wenig Guthaben für 7 €"},'
        '"total":700,"currency":"EUR","items":[{"sku":"tea","quantity":2,"unit_price":350}]}}'
    )


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
        queued(event_type="OrderCancelled"),
        queued(event_type="OrderCancelled", saga_id="x-1", total=None),
        queued(event_type="OrderCancellationBegun", saga_id="x-1"),
    ],
)
def test_what_is_not_the_event_of_an_outcome_is_refused(body: str) -> None:
    with pytest.raises(NotAMessage):
        told_of(body)
