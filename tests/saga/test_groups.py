"""A saga nested in another, on moto: two orders of one customer become certain together, or neither does."""

from __future__ import annotations

from typing import Any

from lambdas.orders.group import Position, cancellation_id
from statemachines.cancel_order import CANCEL_ORDER
from statemachines.place_together import PLACE_TOGETHER
from tests.saga.books import Books
from tests.saga.grouping import FIRST, SECOND, placed_together, teas_and_teas
from tests.saga.later import outcome_of
from tests.saga.operator import Operator
from tests.saga.stopping import stopped_at
from tests.support.cloud import MotoCloud
from tests.support.template import Template
from tests.support.worlds import get_item


def group_of(cloud: MotoCloud) -> dict[str, Any]:
    found = get_item(cloud.world, "orders", {"pk": "group#t-1", "sk": "group"})
    assert found is not None
    return found


def test_both_orders_are_placed_one_after_the_other_and_their_goods_leave_together(
    cloud: MotoCloud, template: Template, books: Books
) -> None:
    ended = placed_together(cloud, template, teas_and_teas(2, 3))

    assert outcome_of(ended) == ("COMPLETED", None)
    assert (books.status(FIRST), books.status(SECOND)) == ("APPROVED", "APPROVED")
    assert outcome_of(cloud.ended(cloud.execution_arn(SECOND))) == ("COMPLETED", None)
    assert group_of(cloud)["status"] == "CONFIRMED"
    assert ("tea", 5, 0) in books.balance()["stock"]


def test_when_the_second_is_refused_the_first_is_cancelled_and_all_is_as_it_was(
    cloud: MotoCloud, template: Template, books: Books
) -> None:
    """moto drops the cause of a task that failed, so the reason is not the order's here."""
    before = books.worth()

    ended = placed_together(cloud, template, teas_and_teas(2, 9))

    assert outcome_of(ended)[0] == "COMPENSATED"
    assert (books.status(FIRST), books.status(SECOND)) == ("CANCELLED", "REJECTED")
    assert books.worth() == before
    by = cancellation_id("t-1", Position.FIRST, attempt=1)
    assert outcome_of(cloud.ended(cloud.execution_arn(by, saga=CANCEL_ORDER))) == ("COMPLETED", None)


def test_a_group_that_is_cut_off_when_it_has_placed_an_order_is_taken_back_by_its_recovery(
    cloud: MotoCloud, books: Books
) -> None:
    before = books.worth()

    arn = stopped_at(
        cloud,
        "orders.place_first",
        given=teas_and_teas(2, 3),
        committed=True,
        saga_id="t-1",
        saga=PLACE_TOGETHER,
    )
    assert outcome_of(cloud.ended(cloud.execution_arn(FIRST))) == ("COMPLETED", None)
    assert outcome_of(Operator(cloud).recover(arn))[0] == "COMPENSATED"

    assert group_of(cloud)["status"] == "REJECTED"
    assert (books.status(FIRST), books.worth()) == ("CANCELLED", before)
