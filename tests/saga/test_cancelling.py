"""Cancellations on moto: of an order that has not left, one still in its saga, one that has left, one of another.

Amounts are written down by hand: ada orders two teas at 4.50, with 100.00 of credit and as much money.
"""

from __future__ import annotations

import pytest

from statemachines.cancel_order import CANCEL_ORDER
from tests.saga.books import Books
from tests.saga.later import OF_IT, TWO_TEAS, outcome_of, queued, unshipped_order
from tests.saga.stopping import held_at
from tests.support.cloud import MotoCloud


def test_an_approved_order_that_has_not_left_is_cancelled_and_never_leaves(
    cloud: MotoCloud, books: Books
) -> None:
    before = books.worth()
    order = unshipped_order(cloud)
    assert ("ada", 9_100) in books.balance()["money"]

    assert outcome_of(order.cancel()) == ("COMPLETED", None)

    assert books.status("o-1") == "CANCELLED"
    assert books.worth() == before
    assert books.balance()["payments"] == [("ada", 0)]
    assert outcome_of(order.ship()) == ("COMPLETED", None)
    assert books.status("o-1") == "CANCELLED"
    assert books.worth() == before


def test_a_cancelled_order_publishes_one_event_for_each_local_transaction(cloud: MotoCloud) -> None:
    order = unshipped_order(cloud)
    order.cancel()
    order.ship()

    events = [event for event in cloud.publish() if event["data"].get("saga_id") == "x-1"]
    withdrawn = [event for event in cloud.publish() if event["type"] == "StockWithdrawn"]

    assert withdrawn == []
    assert sorted(event["type"] for event in events) == [
        "CreditReturned",
        "OrderCancellationBegun",
        "OrderCancelled",
        "PaymentRefunded",
    ]


def test_a_cancellation_of_an_order_in_its_saga_waits_its_turn_and_goes_through(
    cloud: MotoCloud, books: Books
) -> None:
    before = books.worth()
    charge, ship = held_at(cloud, "payments.charge"), held_at(cloud, "inventory.ship")
    order = cloud.start("o-1", TWO_TEAS)
    charge.wait()

    cancellation = queued(cloud, "x-1", OF_IT, saga=CANCEL_ORDER)
    assert books.status("o-1") == "PENDING"
    charge.release()
    ship.wait()

    assert outcome_of(cancellation.go_on()) == ("COMPLETED", None)
    ship.release()
    assert outcome_of(cloud.ended(order)) == ("COMPLETED", None)
    assert books.status("o-1") == "CANCELLED"
    assert books.worth() == before


def test_a_cancellation_that_waited_for_an_order_that_was_rejected_is_refused(
    cloud: MotoCloud, books: Books
) -> None:
    before = books.balance()
    charge = held_at(cloud, "payments.charge")
    order = cloud.start("o-1", TWO_TEAS | {"customer_id": "carol"})
    charge.wait()
    cancellation = queued(cloud, "x-1", OF_IT, saga=CANCEL_ORDER)
    charge.release()
    cloud.ended(order)

    assert outcome_of(cancellation.go_on()) == ("COMPENSATED", "ORDER_NOT_APPROVED")

    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


def test_a_cancellation_that_comes_before_its_order_waits_for_it(cloud: MotoCloud, books: Books) -> None:
    before = books.worth()
    cancellation = queued(cloud, "x-1", OF_IT, saga=CANCEL_ORDER)

    order = unshipped_order(cloud)

    assert outcome_of(cancellation.go_on()) == ("COMPLETED", None)
    order.ship()
    assert books.status("o-1") == "CANCELLED"
    assert books.worth() == before


def test_a_cancellation_whose_turn_does_not_come_turns_back(impatient: MotoCloud) -> None:
    books = Books(impatient.world)
    charge = held_at(impatient, "payments.charge")
    order = impatient.start("o-1", TWO_TEAS)
    charge.wait()

    ended = impatient.run("x-1", OF_IT, saga=CANCEL_ORDER)

    assert outcome_of(ended) == ("COMPENSATED", "ORDER_LOCKED")
    assert books.status("o-1") == "PENDING"
    charge.release()
    assert outcome_of(impatient.ended(order)) == ("COMPLETED", None)
    assert books.status("o-1") == "APPROVED"


def test_an_order_that_has_left_is_not_cancelled_and_is_as_it_was(cloud: MotoCloud, books: Books) -> None:
    cloud.run("o-1", TWO_TEAS)
    order, balance = books.order("o-1"), books.balance()

    ended = cloud.run("x-1", OF_IT, saga=CANCEL_ORDER)

    assert outcome_of(ended) == ("COMPENSATED", "ORDER_SHIPPED")
    assert books.order("o-1") == order
    assert books.balance() == balance
    rejected = [event for event in cloud.publish() if event["type"] == "OrderCancellationRejected"]
    assert [event["data"]["reason"]["code"] for event in rejected] == ["ORDER_SHIPPED"]


def test_an_order_is_cancelled_once(cloud: MotoCloud, books: Books) -> None:
    before = books.worth()
    order = unshipped_order(cloud)
    order.cancel()

    again = cloud.run("x-2", OF_IT, saga=CANCEL_ORDER)

    assert outcome_of(again) == ("COMPENSATED", "ORDER_NOT_APPROVED")
    order.ship()
    assert books.worth() == before


@pytest.mark.parametrize("unseen", [{"caller": "c-another"}])
def test_the_order_of_another_caller_is_not_there(
    cloud: MotoCloud, books: Books, unseen: dict[str, str]
) -> None:
    order = unshipped_order(cloud)

    ended = cloud.run("x-1", OF_IT | unseen, saga=CANCEL_ORDER)

    assert outcome_of(ended) == ("COMPENSATED", "NO_SUCH_ORDER")
    assert books.status("o-1") == "APPROVED"
    order.ship()
