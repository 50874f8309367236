"""A person's approval on moto: the saga waits by a task token, and goes on or back by what the person says, or does
not.

The answers take the template's own way: stream, bus, rule, queue, function.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lambdas.shared.approval import ApprovalStatus
from statemachines.create_order import APPROVED_WITHIN
from tests.saga.approving import TELL, waiting_order
from tests.saga.books import Books
from tests.saga.conftest import seed, with_number
from tests.saga.later import TWO_TEAS, outcome_of
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.database import Database
from tests.support.template import Template

YES, NO = ApprovalStatus.APPROVED, ApprovalStatus.REFUSED


def message(event: str) -> dict[str, Any]:
    """Of the order, as the queue has it."""
    said = {"type": event, "data": {"order_id": "o-1"}}
    return {"Records": [{"body": json.dumps({"detail": said})}]}


def test_while_a_person_thinks_nothing_is_held_and_a_yes_lets_the_order_go_on(
    cloud: MotoCloud, template: Template, books: Books
) -> None:
    order = waiting_order(cloud, template)
    assert books.status("o-1") == "PENDING"
    assert ("organ", 3, 0) in books.balance()["stock"]
    assert ("eve", 5_000_00) in books.balance()["credit"]

    order.answer(YES)
    assert order.tell() == 1

    assert outcome_of(order.ended()) == ("COMPLETED", None)
    assert books.status("o-1") == "APPROVED"
    assert ("eve", 4_000_00) in books.balance()["money"]


def test_a_no_turns_the_order_back(cloud: MotoCloud, template: Template, books: Books) -> None:
    """moto drops the cause of a task that failed, so the reason is not the person's here."""
    order = waiting_order(cloud, template)
    before = books.balance()

    order.answer(NO, "the address is not the customer's")
    order.tell()

    assert outcome_of(order.ended()) == ("COMPENSATED", "STEP_FAILED")
    assert (books.status("o-1"), order.status(), books.balance()) == ("REJECTED", "REFUSED", before)


def test_a_question_about_an_order_that_its_group_does_not_want_is_answered_with_a_no(
    cloud: MotoCloud, template: Template, books: Books
) -> None:
    order = waiting_order(cloud, template)
    for _ in range(2):
        cloud.bridge.call(TELL, message("PartUnwanted"))
    order.tell()

    assert outcome_of(order.ended())[0] == "COMPENSATED"
    assert (books.status("o-1"), order.question()["code"]) == ("REJECTED", "CANCELLED")


def test_silence_until_the_deadline_turns_the_order_back(
    template: Template, new_database: Callable[[], Database]
) -> None:
    hurried = with_number(template, '"TimeoutSeconds"', APPROVED_WITHIN, instead=1)
    with moto_cloud(hurried, new_database) as cloud:
        seed(cloud)
        order, books = waiting_order(cloud, hurried), Books(cloud.world)
        before = books.balance()

        assert outcome_of(order.ended()) == ("COMPENSATED", "NOT_ANSWERED")

        assert (books.status("o-1"), order.status(), books.balance()) == ("REJECTED", "WITHDRAWN", before)
        assert order.tell() == 0


def test_an_answer_that_is_told_twice_is_as_if_told_once(
    cloud: MotoCloud, template: Template, books: Books
) -> None:
    order = waiting_order(cloud, template)
    order.answer(YES)
    order.answer(YES)
    order.tell()
    order.ended()
    cloud.bridge.call(TELL, message("ApprovalGranted"))

    assert books.status("o-1") == "APPROVED"
    assert ("eve", 4_000_00) in books.balance()["money"]


def test_below_the_threshold_nobody_is_asked(cloud: MotoCloud, books: Books) -> None:
    cloud.run("o-1", TWO_TEAS)

    assert books.status("o-1") == "APPROVED"
    assert "lambdas.approvals.handler.ask" not in cloud.bridge.invocations
