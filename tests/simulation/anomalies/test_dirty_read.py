"""Dirty read: one acts on what another has done and then takes back.

Amounts are in minor units; a tea is 450, a pot 2000.
"""

from __future__ import annotations

import pytest

from tests.simulation.anomalies import too_early, while_adjusting
from tests.simulation.anomalies.course import SEEDS, Course, change, customer, from_module, of, order, shelf
from tests.simulation.market import Market

pytestmark = pytest.mark.parametrize("seed", SEEDS)

PIECES_OF_A_CHANGE = Course(
    market=Market(
        articles=shelf(tea=4, pot=3),
        customers=[customer("ada", money=4000), customer("bob")],
        orders=[order("o-1", "ada", of(tea=4, pot=1)), order("o-2", "bob", of(tea=2), at=14.0)],
        changes=[change(of(tea=2, pot=3), at=10.0)],
    ),
    slow={("g-1", "PaymentsAdjust"): 8.0},
    closed_until=40.0,
)
"""A change to two teas fewer and two pots more waits for its payment, which is declined. Meanwhile bob wants tea."""

CREDIT_OF_A_CHANGE = Course(
    market=Market(
        articles=shelf(tea=20),
        customers=[customer("ada", credit=2250)],
        orders=[order("o-1", "ada", of(tea=5)), order("o-2", "ada", of(tea=3), at=7.0)],
        changes=[change(of(tea=2), at=4.0)],
    ),
    slow={("o-1", "InventoryShip"): 5.0, ("g-1", "InventoryAdjust"): 8.0},
)
"""A change to three teas fewer is refused in the end, since they have left. Meanwhile ada orders three more."""

SHIPPED_DURING_A_CHANGE = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada", money=900)],
        orders=[order("o-1", "ada", of(tea=2))],
        changes=[change(of(tea=5), at=10.0)],
    ),
    slow={("g-1", "PaymentsAdjust"): 9.0},
    closed_until=12.0,
)
"""A change to three teas more waits for its payment, which is declined. Meanwhile the warehouse opens."""

PIECES = from_module(too_early, InventoryAdjust="adjust", InventoryReadjust="readjust")
CREDIT = from_module(
    too_early, CustomersAdjustCredit="adjust_credit", CustomersReadjustCredit="readjust_credit"
)
GOODS = from_module(while_adjusting, InventoryShip="ship", InventoryReadjust="readjust")


def test_pieces_that_are_given_back_too_early_are_gone_when_the_change_is_undone(seed: int) -> None:
    ran = PIECES_OF_A_CHANGE.play(seed, others=PIECES)

    assert "stock of tea is below zero: -2 available, 6 reserved" in ran.trace.violations


def test_pieces_that_are_given_back_after_the_pivot_are_still_there_when_the_change_is_undone(
    seed: int,
) -> None:
    ran = PIECES_OF_A_CHANGE.play(seed)

    assert ran.trace.violations == []
    assert ran.outcomes == {"o-1": "APPROVED", "o-2": "REJECTED"}
    assert ran.ends["g-1"] == "COMPENSATED"


def test_credit_that_is_given_back_too_early_is_spent_and_was_never_there(seed: int) -> None:
    ran = CREDIT_OF_A_CHANGE.play(seed, others=CREDIT)

    assert "of 2250 credit of ada, -1350 is left and 3600 is held" in ran.trace.violations


def test_credit_that_is_given_back_after_the_pivot_is_spent_by_nobody_before(seed: int) -> None:
    ran = CREDIT_OF_A_CHANGE.play(seed)

    assert ran.trace.violations == []
    assert ran.outcomes == {"o-1": "APPROVED", "o-2": "REJECTED"}
    assert ran.ends["g-1"] == "COMPENSATED"


def test_goods_that_leave_during_a_change_take_pieces_along_that_nobody_pays_for(seed: int) -> None:
    ran = SHIPPED_DURING_A_CHANGE.play(seed, others=GOODS)

    assert "stock of tea is below zero: 8 available, -3 reserved" in ran.trace.violations
    assert ran.ledger.items["payments", "payment#o-1", "payment"]["amount"] == 900
    assert ran.ledger.items["inventory", "reservation#o-1", "reservation"]["lines"] == of(tea=5)


def test_goods_that_are_locked_during_a_change_leave_after_it_as_paid_for(seed: int) -> None:
    ran = SHIPPED_DURING_A_CHANGE.play(seed)

    assert ran.trace.violations == []
    assert (ran.outcomes["o-1"], ran.ends["g-1"]) == ("APPROVED", "COMPENSATED")
    assert ran.ledger.items["inventory", "reservation#o-1", "reservation"]["lines"] == of(tea=2)
    assert ran.ledger.items["inventory", "stock#tea", "stock"]["available"] == 8
