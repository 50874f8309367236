"""The invariant of the locks finds two sagas at work on one order, a lock that is not shown, and one nobody holds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.byhand import journal, step
from tests.simulation.invariants.ledger import Changed, Ledger
from tests.simulation.invariants.locks import Locks

APPROVED = {"status": "APPROVED"}
CANCELLING = {"status": "CANCELLING", "locked_by": "x-1"}
CHANGING = {"status": "CHANGING", "locked_by": "g-1"}
_BEGIN = {"x": "orders.begin_cancellation", "g": "orders.begin_change"}


def begun(saga_id: str, status: str = "DONE") -> Changed:
    name = _BEGIN[saga_id[0]]
    new = step(name, status, saga_id=saga_id, done={"order": {"order_id": "o-1"}})
    return journal(name, None, new, saga_id=saga_id)


def ended(saga_id: str) -> Changed:
    name = {"x": "orders.cancel", "g": "orders.confirm_change"}[saga_id[0]]
    return journal(name, None, step(name, "DONE", saga_id=saga_id), saga_id=saga_id)


def said(*commits: tuple[Changed, dict[str, Any]]) -> list[str]:
    """Of these commits one after another: a step, and the order as it leaves it."""
    locks, found = Locks(), list[str]()
    for change, order in commits:
        written = Changed("orders", "order#o-1", "order", None, order)
        found += locks.check(Ledger({("orders", "order#o-1", "order"): order}), [change, written])
    return found


@pytest.mark.parametrize(
    "then",
    [(ended("x-1"), {"status": "CANCELLED"}), (begun("x-1", "COMPENSATED"), APPROVED)],
)
def test_sagas_that_lock_an_order_one_after_another_are_as_they_should_be(
    then: tuple[Changed, dict[str, Any]],
) -> None:
    assert said((begun("g-1"), CHANGING), (ended("g-1"), APPROVED), (begun("x-1"), CANCELLING), then) == []


@pytest.mark.parametrize(
    ("commits", "found"),
    [
        (
            [(begun("x-1"), CANCELLING), (begun("g-1"), CHANGING)],
            "o-1 is locked by 2 sagas at once: x-1, g-1",
        ),
        ([(begun("x-1"), APPROVED)], "x-1 is at work on o-1, which is APPROVED"),
        ([(begun("x-1"), CHANGING)], "x-1 is at work on o-1, which is CHANGING"),
        ([(begun("x-1"), CANCELLING), (ended("g-2"), APPROVED)], "x-1 is at work on o-1, which is APPROVED"),
        (
            [(begun("x-1"), CANCELLING), (ended("x-1"), CANCELLING)],
            "o-1 is CANCELLING, and nobody is at work",
        ),
        ([(begun("g-1", "VOID"), CHANGING)], "o-1 is CHANGING, and nobody is at work"),
    ],
)
def test_a_lock_that_two_hold_or_nobody_or_that_is_not_shown_is_found(
    commits: list[tuple[Changed, dict[str, Any]]], found: str
) -> None:
    assert found in " ".join(said(*commits))
