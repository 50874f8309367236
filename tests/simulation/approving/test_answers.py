"""A large order goes the way a person says, and silence, too late or taken back is a no. A small one asks nobody."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.simulation.approvers import Said
from tests.simulation.market import Article, Cancellation, Customer, Market, Order
from tests.simulation.simulation import Ran, Simulation, Trouble

HOUR = 3600.0
DAY = 24 * HOUR
YES, NO = Said(yes=True, after=10.0), Said(yes=False, after=10.0)


def ordered(*said: Said, total: int = 100_000, cancelled_at: float | None = None) -> Ran:
    """One piece at this price, for a customer who has as much; what is said to the question, if one is asked."""
    market = Market(
        articles=[Article(sku="crown", price=total, stock=1)],
        customers=[Customer(customer_id="ada", credit=total, balance=total)],
        orders=[Order(order_id="o-1", customer_id="ada", items=[{"sku": "crown", "quantity": 1}])],
        cancellations=[Cancellation(saga_id="x-1", order_id="o-1", at=cancelled_at)] if cancelled_at else [],
    )
    return Simulation(seed=0, market=market, trouble=Trouble(approvers=lambda: said)).run()


def reason(ran: Ran) -> str | None:
    """The code that the client is told."""
    told = ran.ledger.items["orders", "order#o-1", "order"]["reason"]
    return str(told["code"]) if told else None


@pytest.mark.parametrize(
    ("said", "outcome", "code"),
    [
        ([YES], "APPROVED", None),
        ([NO], "REJECTED", "NOT_APPROVED"),
        ([], "REJECTED", "NOT_ANSWERED"),
        ([YES, YES], "APPROVED", None),
        ([YES, Said(yes=False, after=20.0)], "APPROVED", None),
        ([NO, Said(yes=True, after=20.0)], "REJECTED", "NOT_APPROVED"),
        ([Said(yes=True, after=3 * DAY + 60)], "REJECTED", "NOT_ANSWERED"),
        ([Said(yes=True, after=2 * DAY)], "APPROVED", None),
    ],
    ids=lambda case: (", ".join(map(str, case)) or "silence") if isinstance(case, list) else None,
)
def test_a_large_order_goes_the_way_that_was_said_first_and_in_time(
    said: Sequence[Said], outcome: str, code: str | None
) -> None:
    ran = ordered(*said)

    assert ran.trace.violations == []
    assert (ran.outcomes["o-1"], reason(ran)) == (outcome, code)


@pytest.mark.parametrize(("total", "asked"), [(99_999, 0), (100_000, 1), (100_001, 1)])
def test_orders_from_the_threshold_up_ask_a_person_and_no_others(total: int, asked: int) -> None:
    ran = ordered(YES, total=total)

    assert ran.trace.violations == []
    assert ran.outcomes["o-1"] == "APPROVED"
    assert ran.called.count(("o-1", "ApprovalsAsk")) == asked


def test_nothing_is_held_for_an_order_that_waits_for_a_person() -> None:
    """What there is might be sold in the meantime, and is not kept from others for days."""
    ran = ordered(Said(yes=True, after=DAY))

    functions = [function for _, function in ran.called]
    answered = next(line.at for line in ran.trace.lines if "olga answers" in line.text)
    held = [line.at for line in ran.trace.lines if "reservation RESERVED" in line.text]
    assert functions[:2] == ["OrdersCreate", "ApprovalsAsk"]
    assert len(held) == 1
    assert held[0] > answered >= DAY


@pytest.mark.parametrize("later", [(), (Said(yes=True, after=2 * DAY),)], ids=["silence", "a yes afterwards"])
def test_an_order_that_is_cancelled_while_a_person_thinks_turns_back_at_once(later: Sequence[Said]) -> None:
    ran = ordered(*later, cancelled_at=HOUR)

    assert ran.trace.violations == []
    assert (ran.outcomes["o-1"], reason(ran)) == ("REJECTED", "CANCELLED")
    assert ran.ends["x-1"] == "COMPENSATED"
    assert max(line.at for line in ran.trace.lines if "o-1 SUCCEEDED" in line.text) < HOUR + 60
    assert ("o-1", "InventoryReserve") not in ran.called
