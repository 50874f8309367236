from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ops.books import Entry, Kind
from ops.posted import Posted
from ops.receiver import Received
from ops.story import APPROVED, BRANCHES, REJECTED, Story, faults
from ops.tap import Event

BEFORE = {
    Entry(kind=Kind.AVAILABLE, owner="mug"): 10,
    Entry(kind=Kind.AVAILABLE, owner="lamp"): 10,
    Entry(kind=Kind.CREDIT, owner="alice"): 100_00,
    Entry(kind=Kind.BALANCE, owner="alice"): 100_00,
}
AFTER = {
    Entry(kind=Kind.AVAILABLE, owner="mug"): 8,
    Entry(kind=Kind.AVAILABLE, owner="lamp"): 9,
    Entry(kind=Kind.CREDIT, owner="alice"): 31_00,
    Entry(kind=Kind.BALANCE, owner="alice"): 31_00,
}


def event(kind: str) -> Event:
    return Event(
        id=f"o-1.step.{kind}.0", type=kind, source="saga.x", time="2026-01-01T00:00:00+00:00", data={}
    )


def webhook(status: str, **differently: Any) -> Received:
    body = json.dumps({"data": {"order_id": "o-1", "status": status}}).encode()
    received = Received(posted=Posted(headers={"webhook-id": "w-1"}, raw=body), problem="")
    return replace(received, **differently)


GOOD = Story(
    scene=APPROVED,
    order={"order_id": "o-1", "status": "APPROVED", "reason": None, "total": 69_00},
    execution="SUCCEEDED",
    visits=(),
    events=tuple(event(kind) for kind in sorted(APPROVED.events)),
    webhooks=(webhook("APPROVED"),),
    before=BEFORE,
    after=AFTER,
)
TURNED_DOWN = Story(
    scene=REJECTED,
    order={
        "order_id": "o-2",
        "status": "REJECTED",
        "reason": {"code": "CREDIT_LIMIT_EXCEEDED"},
        "total": 45_00,
    },
    execution="SUCCEEDED",
    visits=(),
    events=tuple(event(kind) for kind in sorted(REJECTED.events)),
    webhooks=(webhook("REJECTED"),),
    before=BEFORE,
    after=BEFORE,
)


@pytest.mark.parametrize("story", [GOOD, TURNED_DOWN])
def test_a_story_that_ended_as_it_should_has_no_faults(story: Story) -> None:
    assert list(faults(story)) == []


@pytest.mark.parametrize(
    ("story", "fault"),
    [
        (replace(GOOD, order={**GOOD.order, "status": "REJECTED"}), "the order is REJECTED, not APPROVED"),
        (
            replace(TURNED_DOWN, order={**TURNED_DOWN.order, "reason": {"code": "OUT_OF_STOCK"}}),
            "the reason is OUT_OF_STOCK, not CREDIT_LIMIT_EXCEEDED",
        ),
        (replace(GOOD, execution="FAILED"), "the execution is FAILED, not SUCCEEDED"),
        (replace(GOOD, events=GOOD.events[1:]), "the events are"),
        (replace(GOOD, events=(*GOOD.events, event("StockReleased"))), "the events are"),
        (replace(GOOD, webhooks=()), "0 webhooks came, not one"),
        (
            replace(GOOD, webhooks=(webhook("APPROVED", problem="No matching signature found"),)),
            "is not to be believed: No matching signature found",
        ),
        (replace(GOOD, webhooks=(webhook("REJECTED"),)), "the webhook says REJECTED, the API APPROVED"),
        (replace(GOOD, after=BEFORE), "the books do not balance: nothing moved"),
        (replace(TURNED_DOWN, after=AFTER), "stock available of lamp -1, stock available of mug -2"),
    ],
)
def test_each_way_of_ending_wrongly_is_told(story: Story, fault: str) -> None:
    assert any(fault in told for told in faults(story))


def test_the_same_webhook_delivered_twice_is_still_one() -> None:
    assert list(faults(replace(GOOD, webhooks=(webhook("APPROVED"), webhook("APPROVED"))))) == []


def test_the_branches_are_those_of_the_saga() -> None:
    assert BRANCHES == {"reserve": ("inventory.reserve", "customers.reserve_credit")}
