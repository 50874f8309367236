"""A seed is one course of events; what goes wrong in it is counted, and what does not hold is told."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.simulation import __main__ as simulate
from tests.simulation import enumeration, faults, matrix
from tests.simulation.chance import simulation_of
from tests.simulation.happenings import Early, Refused, Struck, title
from tests.simulation.market import Market
from tests.simulation.occasion import market_of
from tests.simulation.simulation import Simulation, Trouble
from tests.simulation.tally import Tally


def test_a_seed_is_the_same_course_of_events_each_time() -> None:
    first, second = (simulation_of(21).run() for _ in range(2))

    assert [str(line) for line in first.trace.lines] == [str(line) for line in second.trace.lines]
    assert first.trace.faults.total() > 0


def test_two_seeds_are_two_courses_of_events() -> None:
    assert [str(line) for line in simulation_of(1).run().trace.lines] != [
        str(line) for line in simulation_of(2).run().trace.lines
    ]


def test_without_trouble_every_function_of_the_way_forth_is_called_once() -> None:
    market = market_of(())

    ran = Simulation(seed=0, market=market, trouble=Trouble()).run()

    assert Counter(function for _, function in ran.called) == dict.fromkeys(
        (
            "OrdersCreate",
            "InventoryReserve",
            "CustomersReserveCredit",
            "PaymentsCharge",
            "OrdersApprove",
            "InventoryShip",
        ),
        1,
    )
    assert ran.outcomes == {"o-1": "APPROVED"}
    assert ran.trace.violations == []


def test_many_seeds_print_sagas_faults_by_kind_and_seeds_per_second(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert simulate.main(["--seeds", "4", "--first", "24"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("4 seeds, ")
    assert "transaction conflict" in said
    assert "seeds per second" in said
    assert "Every invariant held." in said


def test_a_seed_that_breaks_an_invariant_is_told_with_the_command_that_replays_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tally = Tally(seeds=1, broken={17: ["3 of tea stay reserved"]})

    assert simulate.report(tally, seconds=1.0) == 1

    said = capsys.readouterr().out
    assert "seed 17: 3 of tea stay reserved" in said
    assert "make simulate SEED=17" in said


def test_each_kind_of_saga_is_counted_by_what_became_of_it() -> None:
    sagas: list[Market] = []
    tally = Tally()
    for seed in (20, 21, 22):
        simulation = simulation_of(seed)
        sagas.append(simulation.market)
        tally.add(seed, simulation.market, simulation.run())

    assert tally.orders.total() == sum(len(market.orders) for market in sagas)
    assert tally.cancellations.total() == sum(len(market.cancellations) for market in sagas)
    assert tally.changes.total() == sum(len(market.changes) for market in sagas)
    came_to_nothing = {"refused", "turned back", "waited in vain"}
    assert set(tally.orders) <= {"approved", "cancelled", *came_to_nothing}
    assert {"done", "refused"} <= set(tally.cancellations) | set(tally.changes) <= {"done", *came_to_nothing}
    assert tally.orders["cancelled"] == tally.cancellations["done"] > 0


def test_a_crowd_is_of_so_many_sagas_over_five_customers_and_five_articles() -> None:
    market = simulation_of(3, sagas=200).market

    assert len(market.sagas) == 200
    assert min(len(market.orders), len(market.cancellations), len(market.changes)) > 60
    assert (len(market.customers), len(market.articles)) == (5, 5)


def test_of_a_hundred_seeds_one_is_a_crowd() -> None:
    sizes = [len(simulation_of(seed).market.sagas) for seed in range(98, 101)]

    assert [size == 200 for size in sizes] == [False, True, False]


def test_a_saga_that_is_told_to_wait_or_has_to_be_helped_is_counted() -> None:
    market = market_of((Early("OrdersBeginChange"),))
    waited = matrix.play((Early("OrdersBeginChange"),))
    helped = matrix.play((Struck("InventoryShip", faults.OUTAGE, times=13),))
    tally = Tally()

    tally.add(0, market, waited)
    assert (tally.waits, tally.waited, tally.parked) == (waited.locked["g-1"], 1, 0)
    tally.add(1, market_of(()), helped)
    assert (tally.waited, tally.parked) == (1, 1)


@pytest.mark.parametrize(
    ("happening", "end"),
    [
        (Refused("PaymentsCharge"), "refused"),
        (Struck("PaymentsCharge", faults.Crash()), "turned back"),
    ],
    ids=str,
)
def test_a_rejection_is_told_from_trouble(happening: Refused | Struck, end: str) -> None:
    tally = Tally()

    tally.add(0, market_of((happening,)), matrix.play((happening,)))

    assert tally.orders == {end: 1}


def test_a_crowd_with_faults_keeps_every_invariant(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate.main(["--seeds", "2", "--crowd", "60"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("2 seeds, 120 sagas:")
    assert "Every invariant held." in said


def test_a_replayed_seed_prints_all_that_happened(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate.main(["--seed", "22"]) == 0

    said = capsys.readouterr().out
    assert "orders.create: called" in said
    assert "o-0 SUCCEEDED" in said
    assert "Seed 22: every invariant held." in said


def test_a_case_of_the_matrix_can_be_played_again_by_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    title = "InventoryReserve: crash after the commit; InventoryRelease: crash after the commit"

    assert enumeration.main(["--case", title]) == 0

    assert "inventory.release: answers Runtime.ExitError" in capsys.readouterr().out


def test_a_title_that_is_none_is_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert enumeration.main(["--case", "InventoryReserve: bad luck"]) == 2

    assert "There is no case" in capsys.readouterr().out


def test_an_outcome_that_no_fault_accounts_for_is_a_violation() -> None:
    (harmless,) = [
        case for case in matrix.singles() if title(case) == "OrdersCreate: throttling of the function"
    ]
    ran = matrix.play(harmless)

    assert matrix.violations(harmless, ran) == []
    assert matrix.violations((), matrix.play((Refused("PaymentsCharge"),))) == [
        "o-1 is COMPENSATED, which nothing accounts for"
    ]


@pytest.mark.parametrize(
    "function",
    [
        "OrdersBeginCancellation",
        "InventoryWithdraw",
        "OrdersBeginChange",
        "InventoryAdjust",
        "CustomersAdjustCredit",
        "PaymentsAdjust",
    ],
)
def test_what_is_refused_to_a_cancellation_or_a_change_leaves_the_order_as_it_was(function: str) -> None:
    ran = matrix.play((Refused(function),))

    assert sorted(ran.ends.values()) == ["COMPENSATED", "COMPLETED"]
    assert ran.outcomes == {"o-1": "APPROVED"}
    assert ran.trace.faults["rejection by a business rule"] == 1
    assert ran.trace.violations == []


def test_the_matrix_strikes_every_step_with_every_fault() -> None:
    struck = Counter(happening.function for (happening,) in matrix.singles())

    assert set(struck) == {
        "OrdersCreate",
        "ApprovalsAsk",
        "InventoryReserve",
        "CustomersReserveCredit",
        "PaymentsCharge",
        "OrdersApprove",
        "InventoryShip",
        "OrdersBeginCancellation",
        "InventoryWithdraw",
        "PaymentsRefund",
        "CustomersReturnCredit",
        "OrdersCancel",
        "OrdersBeginChange",
        "InventoryAdjust",
        "CustomersAdjustCredit",
        "PaymentsAdjust",
        "InventoryConfirm",
        "CustomersConfirmCredit",
        "OrdersConfirmChange",
        "OrdersOpenGroup",
        "InventoryHold",
        "OrdersPlaceFirst",
        "OrdersPlaceSecond",
        "OrdersConfirmGroup",
        "InventoryShipTogether",
    }
    assert min(struck.values()) >= 24
