"""The invariant of the events finds what is missing, made up, out of number, and what ends twice or never."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.byhand import event, step
from tests.simulation.invariants import events
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Cancellation, Change, Market, Order

ORDERED = Market(articles=[], customers=[], orders=[Order(order_id="o-1", customer_id="ada", items=[])])
FOLLOWED = Market(
    articles=[],
    customers=[],
    orders=[],
    cancellations=[Cancellation(saga_id="x-1", order_id="o-1")],
    changes=[Change(saga_id="g-1", order_id="o-1", items=[])],
)
FIRST, LAST = event(1, "orders/o-1", "OrderCreated"), event(2, "orders/o-1", "OrderApproved")


def told(*found: dict[str, Any]) -> Ledger:
    return Ledger(
        {("orders", "saga#o-1", "orders.create"): step("orders.create", "DONE", events=list(found))}
    )


def test_events_that_were_all_published_some_of_them_twice_are_as_they_should_be() -> None:
    assert not list(events.check(told(FIRST, LAST), ORDERED, [LAST, FIRST, LAST]))


@pytest.mark.parametrize(
    ("committed", "delivered", "said"),
    [
        ([FIRST, LAST], [LAST], "orders/o-1.1 was committed and never published"),
        ([LAST], [FIRST, LAST], "as it was never committed"),
        ([FIRST, LAST], [FIRST, LAST | {"data": {"order_id": "o-2"}}], "as it was never committed"),
        ([LAST], [LAST], "are numbered [2]"),
        ([FIRST], [FIRST], "o-1 has 0 last events"),
        (
            [FIRST, LAST, event(3, "orders/o-1", "OrderRejected")],
            [FIRST, LAST, event(3, "orders/o-1", "OrderRejected")],
            "o-1 has 2 last events",
        ),
    ],
)
def test_events_that_are_missing_made_up_or_out_of_number_are_found(
    committed: list[dict[str, Any]], delivered: list[dict[str, Any]], said: str
) -> None:
    assert said in " ".join(events.check(told(*committed), ORDERED, delivered))


def end(saga_id: str, kind: str) -> dict[str, Any]:
    subject = {"x": "cancellations", "g": "changes"}[saga_id[0]]
    return event(1, f"{subject}/{saga_id}", kind, {"order_id": "o-1", "saga_id": saga_id})


def test_a_cancellation_and_a_change_that_each_have_their_word_are_as_they_should_be() -> None:
    ends = [end("x-1", "OrderCancelled"), end("g-1", "OrderChangeRejected")]

    assert not list(events.check(told(*ends), FOLLOWED, ends))


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([end("x-1", "OrderCancelled")], "g-1 has 0 last events"),
        ([end("g-1", "OrderChanged")], "x-1 has 0 last events"),
        ([end("x-1", "OrderCancellationBegun"), end("g-1", "OrderChanged")], "x-1 has 0 last events"),
    ],
)
def test_a_cancellation_or_a_change_of_which_nothing_is_told_in_the_end_is_found(
    ends: list[dict[str, Any]], said: str
) -> None:
    assert said in " ".join(events.check(told(*ends), FOLLOWED, ends))
