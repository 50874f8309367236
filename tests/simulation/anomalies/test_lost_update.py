"""Lost update: one writes over what another has written, without having seen it.

Amounts are in minor units; a tea is 450.
"""

from __future__ import annotations

import pytest

from tests.simulation.anomalies import not_looking, writing_over
from tests.simulation.anomalies.course import SEEDS, Course, customer, from_module, of, order, shelf
from tests.simulation.market import Cancellation, Market

pytestmark = pytest.mark.parametrize("seed", SEEDS)

TWO_AT_ONE_SHELF = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada"), customer("bob")],
        orders=[order("o-1", "ada", of(tea=3)), order("o-2", "bob", of(tea=2), at=1.5)],
    ),
    slow={("o-1", "InventoryReserve"): 6.0},
)
"""Both read that ten are there. One writes first, and the other after it."""

ONE_TURNS_BACK = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada", money=0), customer("bob")],
        orders=[order("o-1", "ada", of(tea=3)), order("o-2", "bob", of(tea=2), at=3.0)],
    ),
    slow={("o-1", "PaymentsCharge"): 6.0},
)
"""One takes three teas. While it waits for its payment, which is declined, the other takes two."""

TWO_ON_ONE_CREDIT = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada", credit=1000)],
        orders=[order("o-1", "ada", of(tea=1)), order("o-2", "ada", of(tea=2), at=1.5)],
    ),
    slow={("o-1", "CustomersReserveCredit"): 6.0},
)
"""Both read a credit of 1000, which is enough for either and not for both."""

CANCELLED_IN_ITS_SAGA = Course(
    market=Market(
        articles=shelf(tea=10),
        customers=[customer("ada")],
        orders=[order("o-1", "ada", of(tea=2))],
        cancellations=[Cancellation(saga_id="x-1", order_id="o-1", at=3.0)],
    ),
    slow={("o-1", "OrdersApprove"): 8.0},
    closed_until=60.0,
)
"""The order is paid for and about to be approved. Before the approval arrives, a cancellation is asked for."""

UNRESERVED = from_module(writing_over, InventoryReserve="reserve", InventoryRelease="release")
UNCHECKED = from_module(
    not_looking,
    OrdersApprove="approve",
    OrdersBeginCancellation="begin_cancellation",
    OrdersCancel="cancel",
)


def test_stock_that_is_written_over_is_sold_twice(seed: int) -> None:
    ran = TWO_AT_ONE_SHELF.play(seed, others=UNRESERVED)

    assert "of 10 pieces of tea there are 7 available, 3 reserved and 2 shipped" in ran.trace.violations


def test_stock_that_is_moved_is_counted_whoever_comes_first(seed: int) -> None:
    ran = TWO_AT_ONE_SHELF.play(seed)

    assert ran.trace.violations == []
    assert ran.outcomes == {"o-1": "APPROVED", "o-2": "APPROVED"}
    assert ran.ledger.items["inventory", "stock#tea", "stock"]["available"] == 5


def test_a_compensation_that_writes_back_what_it_saw_gives_back_what_another_has_taken(seed: int) -> None:
    ran = ONE_TURNS_BACK.play(seed, others=UNRESERVED)

    assert "of 10 pieces of tea there are 10 available, 0 reserved and 2 shipped" in ran.trace.violations


def test_a_compensation_that_moves_back_what_it_took_gives_back_that_alone(seed: int) -> None:
    ran = ONE_TURNS_BACK.play(seed)

    assert ran.trace.violations == []
    assert ran.outcomes == {"o-1": "REJECTED", "o-2": "APPROVED"}
    assert ran.ledger.items["inventory", "stock#tea", "stock"]["available"] == 8


def test_credit_that_is_written_over_is_spent_twice(seed: int) -> None:
    ran = TWO_ON_ONE_CREDIT.play(
        seed, others=from_module(writing_over, CustomersReserveCredit="reserve_credit")
    )

    assert "of 1000 credit of ada, 550 is left and 1350 is held" in ran.trace.violations


def test_credit_that_is_moved_above_a_floor_is_spent_once(seed: int) -> None:
    ran = TWO_ON_ONE_CREDIT.play(seed)

    assert ran.trace.violations == []
    assert ran.outcomes == {"o-1": "REJECTED", "o-2": "APPROVED"}
    assert ran.ledger.items["customers", "customer#ada", "customer"]["available_credit"] == 100


def test_without_a_lock_an_approval_writes_over_a_cancellation(seed: int) -> None:
    ran = CANCELLED_IN_ITS_SAGA.play(seed, others=UNCHECKED)

    assert "o-1 of 900 is APPROVED: goods WITHDRAWN, 0 paid, 0 of credit held" in ran.trace.violations
    assert "o-1 is APPROVED, and was cancelled by x-1" in ran.trace.violations


def test_with_a_lock_a_cancellation_waits_for_the_approval(seed: int) -> None:
    ran = CANCELLED_IN_ITS_SAGA.play(seed)

    assert ran.trace.violations == []
    assert ran.called.count(("x-1", "OrdersBeginCancellation")) > 1
    assert (ran.outcomes["o-1"], ran.ends["x-1"]) == ("CANCELLED", "COMPLETED")
