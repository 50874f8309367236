"""A cancellation or a change is stopped at each of its functions; recovery ends it, and its lock is released."""

from __future__ import annotations

from typing import Any

import pytest

from statemachines.cancel_order import CANCEL_ORDER
from statemachines.change_order import CHANGE_ORDER
from tests.saga.books import Books
from tests.saga.later import OF_IT, TWO_TEAS, Unshipped, outcome_of, queued, teas, unshipped_order
from tests.saga.operator import Operator
from tests.saga.stopping import DEAD, Stop, stopped_at
from tests.support.cloud import MotoCloud

BEFORE_OR_AFTER = pytest.mark.parametrize("committed", [False, True], ids=["before-commit", "after-commit"])


@pytest.fixture
def order(cloud: MotoCloud) -> Unshipped:
    return unshipped_order(cloud)


def is_unlocked(books: Books) -> bool:
    item: dict[str, Any] = books.order("o-1") or {}
    return item["status"] in ("APPROVED", "CANCELLED") and not {"locked_by", "wanted"} & item.keys()


@BEFORE_OR_AFTER
def test_a_cancellation_stopped_as_it_begins_is_given_up_and_the_order_can_be_cancelled_again(
    cloud: MotoCloud, books: Books, order: Unshipped, committed: bool
) -> None:
    before = books.balance()
    arn = stopped_at(
        cloud,
        "orders.begin_cancellation",
        given=OF_IT,
        committed=committed,
        saga_id="x-1",
        saga=CANCEL_ORDER,
    )
    assert books.status("o-1") == ("CANCELLING" if committed else "APPROVED")

    ended = Operator(cloud).recover(arn)

    assert outcome_of(ended)[0] == "COMPENSATED"
    assert (books.status("o-1"), books.balance()) == ("APPROVED", before)
    assert is_unlocked(books)
    assert outcome_of(cloud.run("x-2", OF_IT, saga=CANCEL_ORDER)) == ("COMPLETED", None)
    order.ship()


@pytest.mark.parametrize(
    ("function", "committed", "status"),
    [
        ("inventory.withdraw", False, "APPROVED"),
        ("inventory.withdraw", True, "CANCELLED"),
        *[
            (function, committed, "CANCELLED")
            for function in ("payments.refund", "customers.return_credit", "orders.cancel")
            for committed in (False, True)
        ],
    ],
)
def test_a_cancellation_goes_the_way_of_its_goods_when_it_is_recovered(
    cloud: MotoCloud, books: Books, function: str, committed: bool, status: str
) -> None:
    untouched = books.worth()
    order = unshipped_order(cloud)
    approved = books.balance()
    arn = stopped_at(cloud, function, given=OF_IT, committed=committed, saga_id="x-1", saga=CANCEL_ORDER)

    Operator(cloud).recover(arn)

    assert books.status("o-1") == status
    assert is_unlocked(books)
    assert status != "APPROVED" or books.balance() == approved
    order.ship()
    assert status != "CANCELLED" or books.worth() == untouched


@BEFORE_OR_AFTER
def test_a_refused_cancellation_stopped_on_its_way_back_leaves_no_lock(
    cloud: MotoCloud, books: Books, committed: bool
) -> None:
    cloud.run("o-1", TWO_TEAS)
    order, balance = books.order("o-1"), books.balance()
    arn = stopped_at(
        cloud,
        "orders.end_cancellation",
        given=OF_IT,
        committed=committed,
        saga_id="x-1",
        saga=CANCEL_ORDER,
    )

    Operator(cloud).recover(arn)

    assert (books.order("o-1"), books.balance()) == (order, balance)


@pytest.mark.parametrize("function", ["orders.begin_change", "inventory.adjust", "customers.adjust_credit"])
@BEFORE_OR_AFTER
def test_a_change_stopped_before_its_pivot_is_undone_and_the_order_can_be_changed_again(
    cloud: MotoCloud, books: Books, order: Unshipped, function: str, committed: bool
) -> None:
    item, balance = books.order("o-1"), books.balance()
    arn = stopped_at(cloud, function, given=teas(5), committed=committed, saga_id="g-1", saga=CHANGE_ORDER)

    assert outcome_of(Operator(cloud).recover(arn))[0] == "COMPENSATED"

    assert (books.order("o-1"), books.balance()) == (item, balance)
    assert outcome_of(cloud.run("g-2", teas(1), saga=CHANGE_ORDER)) == ("COMPLETED", None)
    order.ship()


@pytest.mark.parametrize(
    ("function", "committed", "pieces"),
    [
        ("payments.adjust", False, 2),
        ("payments.adjust", True, 5),
        *[
            (function, committed, 5)
            for function in ("inventory.confirm", "customers.confirm_credit", "orders.confirm_change")
            for committed in (False, True)
        ],
    ],
)
def test_a_change_goes_the_way_of_its_money_when_it_is_recovered(
    cloud: MotoCloud, books: Books, function: str, committed: bool, pieces: int
) -> None:
    order = unshipped_order(cloud)
    arn = stopped_at(cloud, function, given=teas(5), committed=committed, saga_id="g-1", saga=CHANGE_ORDER)

    Operator(cloud).recover(arn)

    assert books.status("o-1") == "APPROVED"
    assert is_unlocked(books)
    assert books.balance()["payments"] == [("ada", 450 * pieces)]
    assert ("ada", 10_000 - 450 * pieces) in books.balance()["credit"]
    order.ship()
    assert ("tea", 10 - pieces, 0) in books.balance()["stock"]


def test_a_change_that_waits_for_a_dead_cancellation_goes_through_once_that_is_recovered(
    cloud: MotoCloud, books: Books, order: Unshipped
) -> None:
    dead = stopped_at(
        cloud, "inventory.withdraw", given=OF_IT, committed=False, saga_id="x-1", saga=CANCEL_ORDER
    )
    change = queued(cloud, "g-1", teas(5), saga=CHANGE_ORDER)
    assert books.status("o-1") == "CANCELLING"

    Operator(cloud).recover(dead)

    assert outcome_of(change.go_on()) == ("COMPLETED", None)
    order.ship()
    assert ("tea", 5, 0) in books.balance()["stock"]


def test_a_dead_cancellation_of_which_no_event_told_is_found_by_the_sweep(
    cloud: MotoCloud, books: Books, order: Unshipped
) -> None:
    stopped_at(cloud, "inventory.withdraw", given=OF_IT, committed=False, saga_id="x-1", saga=CANCEL_ORDER)

    assert cloud.bridge.call("lambdas.recovery.handler.sweep", {}) == {"RecoveryStarted": 1}

    cloud.ended(cloud.execution_arn("x-1-r1", saga=CANCEL_ORDER))
    assert is_unlocked(books)
    assert books.status("o-1") == "APPROVED"
    order.ship()


def test_the_recovery_of_a_cancellation_that_is_stopped_is_recovered_itself(
    cloud: MotoCloud, books: Books, order: Unshipped
) -> None:
    before = books.balance()
    arn = stopped_at(
        cloud, "inventory.withdraw", given=OF_IT, committed=False, saga_id="x-1", saga=CANCEL_ORDER
    )
    stop = Stop(cloud, "x-1-r1", committed=False, saga=CANCEL_ORDER)
    cloud.bridge.faults["lambdas.orders.handler.end_cancellation"] += [stop]
    assert Operator(cloud).recover(arn).status in DEAD
    assert books.status("o-1") == "CANCELLING"

    Operator(cloud).recover(cloud.execution_arn("x-1-r1", saga=CANCEL_ORDER))

    assert (books.status("o-1"), books.balance()) == ("APPROVED", before)
    assert is_unlocked(books)
    order.ship()
