"""Changes of quantities on moto: more and fewer, refused for each reason, while another saga is at work, too late.

Amounts are written down by hand: ada orders two teas at 4.50, of ten in stock, with 100.00 of credit and money.
"""

from __future__ import annotations

import pytest

from lambdas.customers.store import customer_item
from lambdas.payments.store import account_item
from statemachines.change_order import CHANGE_ORDER
from tests.saga.books import Books
from tests.saga.later import TWO_TEAS, outcome_of, queued, teas, unshipped_order
from tests.saga.stopping import held_at
from tests.support.cloud import MotoCloud
from tests.support.worlds import put_item


@pytest.mark.parametrize(("quantity", "left", "worth"), [(5, 5, 2_250), (1, 9, 450)])
def test_credit_money_and_stock_move_by_the_difference_and_what_is_wanted_leaves(
    cloud: MotoCloud, books: Books, quantity: int, left: int, worth: int
) -> None:
    order = unshipped_order(cloud)

    assert outcome_of(order.change(quantity)) == ("COMPLETED", None)

    changed = books.order("o-1")
    assert changed
    assert (changed["status"], changed["total"], changed["version"]) == ("APPROVED", worth, 2)
    balance = books.balance()
    assert ("tea", left, quantity) in balance["stock"]
    assert ("ada", 10_000 - worth) in balance["credit"]
    assert ("ada", 10_000 - worth) in balance["money"]
    assert balance["payments"] == [("ada", worth)]
    assert outcome_of(order.ship()) == ("COMPLETED", None)
    assert ("tea", left, 0) in books.balance()["stock"]


def test_more_than_there_is_in_stock_leaves_everything_as_it_was(cloud: MotoCloud, books: Books) -> None:
    order = unshipped_order(cloud)
    before, balance = books.order("o-1"), books.balance()

    assert outcome_of(order.change(11)) == ("COMPENSATED", "OUT_OF_STOCK")

    assert (books.order("o-1"), books.balance()) == (before, balance)
    order.ship()
    assert ("tea", 8, 0) in books.balance()["stock"]


def test_more_than_the_customer_has_credit_for_leaves_everything_as_it_was(
    cloud: MotoCloud, books: Books
) -> None:
    put_item(cloud.world, "customers", customer_item(customer_id="ada", credit_limit=1_000))
    order = unshipped_order(cloud)
    before, balance = books.order("o-1"), books.balance()

    assert outcome_of(order.change(3)) == ("COMPENSATED", "CREDIT_LIMIT_EXCEEDED")

    assert (books.order("o-1"), books.balance()) == (before, balance)
    order.ship()


def test_more_than_the_customer_can_pay_leaves_everything_as_it_was(cloud: MotoCloud, books: Books) -> None:
    put_item(cloud.world, "payments", account_item(customer_id="ada", balance=1_000, currency="EUR"))
    order = unshipped_order(cloud)
    before, balance = books.order("o-1"), books.balance()

    assert outcome_of(order.change(3)) == ("COMPENSATED", "PAYMENT_DECLINED")

    assert (books.order("o-1"), books.balance()) == (before, balance)
    order.ship()


def test_a_change_of_an_order_in_its_saga_waits_its_turn_and_goes_through(
    cloud: MotoCloud, books: Books
) -> None:
    charge, ship = held_at(cloud, "payments.charge"), held_at(cloud, "inventory.ship")
    order = cloud.start("o-1", TWO_TEAS)
    charge.wait()
    change = queued(cloud, "g-1", teas(3), saga=CHANGE_ORDER)
    assert books.status("o-1") == "PENDING"
    charge.release()
    ship.wait()

    assert outcome_of(change.go_on()) == ("COMPLETED", None)

    ship.release()
    cloud.ended(order)
    assert ("tea", 7, 0) in books.balance()["stock"]
    assert books.balance()["payments"] == [("ada", 1_350)]


def test_goods_that_are_to_leave_while_they_are_adjusted_wait_and_leave_as_changed(
    cloud: MotoCloud, books: Books
) -> None:
    order = unshipped_order(cloud)
    confirm = held_at(cloud, "inventory.confirm")
    change = cloud.start("g-1", teas(1), saga=CHANGE_ORDER)
    confirm.wait()
    again = held_at(cloud, "inventory.ship")

    order.held.release()
    again.wait()
    assert ("tea", 8, 2) in books.balance()["stock"]
    confirm.release()

    assert outcome_of(cloud.ended(change)) == ("COMPLETED", None)
    again.release()
    assert outcome_of(cloud.ended(order.arn)) == ("COMPLETED", None)
    assert ("tea", 9, 0) in books.balance()["stock"]


def test_an_order_that_has_left_is_not_changed_and_is_as_it_was(cloud: MotoCloud, books: Books) -> None:
    cloud.run("o-1", TWO_TEAS)
    order, balance = books.order("o-1"), books.balance()

    ended = cloud.run("g-1", teas(1), saga=CHANGE_ORDER)

    assert outcome_of(ended) == ("COMPENSATED", "ORDER_SHIPPED")
    assert (books.order("o-1"), books.balance()) == (order, balance)


def test_an_order_is_cancelled_with_all_that_it_was_changed_to(cloud: MotoCloud, books: Books) -> None:
    before = books.worth()
    order = unshipped_order(cloud)
    order.change(5)

    assert outcome_of(order.cancel()) == ("COMPLETED", None)

    order.ship()
    assert books.status("o-1") == "CANCELLED"
    assert books.worth() == before
