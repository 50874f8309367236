"""Two orders placed together, in the simulation: what becomes of both when something becomes of one."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.simulator.stepfunctions import Execution
from tests.simulation.byhand import event, journal, step
from tests.simulation.invariants import groups
from tests.simulation.invariants.ledger import Changed, Ledger
from tests.simulation.market import Article, Cancellation, Customer, Group, Market
from tests.simulation.simulation import Ran, Simulation, Trouble

GROUP = Group(
    saga_id="t-1",
    customer_id="ada",
    first=[{"sku": "tea", "quantity": 2}],
    second=[{"sku": "tea", "quantity": 3}],
)
FIRST, SECOND = (order.order_id for order in GROUP.orders)


def placed(
    *, teas: int = 10, credit: int = 9000, cancelled_at: float | None = None, trouble: Trouble | None = None
) -> Ran:
    """`cancelled_at` is when the customer cancels the first order, in seconds."""
    cancelling = [Cancellation(saga_id="x-1", order_id=FIRST, at=cancelled_at)] if cancelled_at else []
    market = Market(
        articles=[Article(sku="tea", price=450, stock=teas)],
        customers=[Customer(customer_id="ada", credit=credit, balance=9000)],
        orders=[],
        groups=[GROUP],
        cancellations=cancelling,
    )
    ran = Simulation(seed=0, market=market, trouble=trouble or Trouble()).run()
    assert ran.trace.violations == []
    return ran


def statuses(ran: Ran) -> tuple[str, ...]:
    """Of the group and of both orders."""
    keys = ("group#t-1", "group"), (f"order#{FIRST}", "order"), (f"order#{SECOND}", "order")
    return tuple(ran.ledger.items.get(("orders", *key), {}).get("status", "absent") for key in keys)


def reason(ran: Ran) -> Any:
    return ran.ledger.items["orders", "group#t-1", "group"]["reason"]


def killed_at(state: str, *, after: float) -> Trouble:
    killed: list[str] = []

    def stop_at(_: Execution, entered: str) -> float | None:
        if entered != state or killed:
            return None
        killed.append(entered)
        return after

    return Trouble(stop_at=stop_at)


def test_both_orders_become_certain_and_their_goods_leave_together() -> None:
    ran = placed()

    assert statuses(ran) == ("CONFIRMED", "APPROVED", "APPROVED")
    assert ran.called.count(("t-1", "InventoryShipTogether")) == 1
    assert ran.ledger.items["inventory", "stock#tea", "stock"]["available"] == 5


def test_when_the_second_is_refused_the_first_is_cancelled_as_a_whole() -> None:
    ran = placed(teas=4)

    assert statuses(ran) == ("REJECTED", "CANCELLED", "REJECTED")
    assert reason(ran)["code"] == "SECOND_ORDER_REJECTED"
    assert ran.ledger.items["inventory", "stock#tea", "stock"]["available"] == 4
    assert ran.ledger.items["payments", "account#ada", "account"]["balance"] == 9000


def test_when_the_first_is_refused_the_second_is_never_placed() -> None:
    ran = placed(credit=1)

    assert statuses(ran) == ("REJECTED", "REJECTED", "absent")
    assert reason(ran)["message"].startswith("CREDIT_LIMIT_EXCEEDED: ")


def test_a_customer_who_cancels_one_before_both_are_certain_gets_neither() -> None:
    ran = placed(cancelled_at=3.0)

    assert statuses(ran) == ("REJECTED", "CANCELLED", "CANCELLED")
    assert reason(ran)["code"] == "ORDER_NOT_APPROVED"


@pytest.mark.parametrize("after", [0.0, 0.2, 0.5, 2.0])
def test_a_group_that_is_cut_off_while_it_waits_for_an_order_is_taken_back_by_its_recovery(
    after: float,
) -> None:
    ran = placed(trouble=killed_at("orders.place_second", after=after))

    group, first, second = statuses(ran)
    assert (group, first) == ("REJECTED", "CANCELLED")
    assert second in ("absent", "REJECTED", "CANCELLED")


def test_an_order_that_is_cut_off_is_waited_for_until_its_recovery_has_finished_it() -> None:
    ran = placed(trouble=killed_at("payments.charge", after=0.0))

    assert statuses(ran) == ("CONFIRMED", "APPROVED", "APPROVED")
    assert f"{FIRST}-r1" in ran.paths


def test_goods_of_one_order_that_leave_by_its_own_saga_are_found() -> None:
    shipped = {"status": "SHIPPED", "consignment": "t-1", "lines": []}
    ledger = Ledger()
    ledger.items["orders", "group#t-1", "group"] = {"status": "PENDING"}
    commit = [
        journal("inventory.ship", None, step("inventory.ship", "DONE", events=[event()])),
        Changed(
            "inventory", f"reservation#{FIRST}", "reservation", {**shipped, "status": "RESERVED"}, shipped
        ),
    ]

    by, too_early = groups.check_commit(commit, ledger)

    assert "leaves by inventory.ship, and not with its group" in by
    assert "its group is PENDING" in too_early


def test_a_group_that_is_confirmed_with_an_order_that_is_cancelled_is_found() -> None:
    ledger = Ledger()
    ledger.items["orders", f"order#{FIRST}", "order"] = {"status": "CANCELLED"}
    ledger.items["orders", f"order#{SECOND}", "order"] = {"status": "APPROVED"}
    confirmed = {"status": "CONFIRMED", "order_ids": [FIRST, SECOND]}

    (said,) = groups.check_commit([Changed("orders", "group#t-1", "group", None, confirmed)], ledger)

    assert said.endswith(f"is confirmed, and {FIRST} is CANCELLED")


def test_a_rejected_group_of_which_one_order_stands_is_found() -> None:
    ledger = Ledger()
    ledger.items["orders", "group#t-1", "group"] = {"status": "REJECTED"}
    ledger.items["orders", f"order#{FIRST}", "order"] = {"status": "APPROVED"}

    found = list(groups.check(ledger, [GROUP], {}))

    assert f"group t-1 is REJECTED, and its order {FIRST} is APPROVED" in found
    assert "t-1 is REJECTED, and its last execution was never started" in found


def test_a_group_that_is_never_decided_is_found() -> None:
    assert list(groups.check(Ledger(), [GROUP], {})) == ["group t-1 is in no table for ever"]
