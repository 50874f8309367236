"""Fuzzy read: one reads and then writes, and in between another has changed what was read.

Amounts are in minor units; a tea is 450.
"""

from __future__ import annotations

import pytest

from tests.simulation.anomalies import as_last_seen
from tests.simulation.anomalies.course import SEEDS, Course, change, customer, from_module, of, order, shelf
from tests.simulation.market import Market

pytestmark = pytest.mark.parametrize("seed", SEEDS)

TWO_CHANGES = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada")],
        orders=[order("o-1", "ada", of(tea=2))],
        changes=[change(of(tea=3), at=10.0), change(of(tea=5), at=11.0, saga_id="g-2")],
    ),
    slow={("g-1", "OrdersBeginChange"): 8.0},
    closed_until=40.0,
)
"""A change to three teas reads two. Before it has locked the order, another change has made five of the two."""

SHIPPED_AS_READ = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada")],
        orders=[order("o-1", "ada", of(tea=2))],
        changes=[change(of(tea=5), at=3.0)],
    ),
    slow={("o-1", "InventoryShip"): 8.0},
)
"""Two teas are about to leave. Before they have, a change has made five of them."""


def test_a_change_that_is_worked_out_from_an_old_read_charges_for_what_is_given_back(seed: int) -> None:
    """2250 were paid for five teas; to have three of them, two of which go back, costs 450 more."""
    ran = TWO_CHANGES.play(seed, others=from_module(as_last_seen, OrdersBeginChange="begin_change"))

    assert "o-1 of 1350 is APPROVED: goods SHIPPED, 2700 paid, 2700 of credit held" in ran.trace.violations


def test_a_change_that_is_worked_out_anew_pays_back_what_is_given_back(seed: int) -> None:
    ran = TWO_CHANGES.play(seed)

    assert ran.trace.violations == []
    assert (ran.ends["g-1"], ran.ends["g-2"]) == ("COMPLETED", "COMPLETED")
    assert ran.called.count(("g-1", "OrdersBeginChange")) > 1
    assert ran.ledger.items["payments", "payment#o-1", "payment"]["amount"] == 1350


def test_goods_that_leave_as_they_were_read_are_fewer_than_paid_for(seed: int) -> None:
    ran = SHIPPED_AS_READ.play(seed, others=from_module(as_last_seen, InventoryShip="ship"))

    assert "3 of tea are reserved, and the reservations say 0" in ran.trace.violations
    assert ran.ledger.items["payments", "payment#o-1", "payment"]["amount"] == 2250


def test_goods_that_are_read_again_leave_as_paid_for(seed: int) -> None:
    ran = SHIPPED_AS_READ.play(seed)

    assert ran.trace.violations == []
    assert (ran.outcomes["o-1"], ran.ends["g-1"]) == ("APPROVED", "COMPLETED")
    assert ran.called.count(("o-1", "InventoryShip")) > 1
    assert ran.ledger.items["payments", "payment#o-1", "payment"]["amount"] == 2250
