"""Cancelling an order that waits for a person: the question is taken back, once, and no answer counts afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.api.follow_up import CANCELLATION, CHANGE
from lambdas.approvals.telling import tell
from lambdas.shared.answering import answer, find
from lambdas.shared.approval import Answer, ApprovalStatus, NoLongerAsked
from lambdas.shared.errors import Locked, Rejected
from tests.support import steps
from tests.support.flaky import answer_lost, error
from tests.support.worlds import everything
from tests.unit.api.fakes import client_error
from tests.unit.api.follow_ups import Placed, placed
from tests.unit.api.owner import Owner

YES = Answer(status=ApprovalStatus.APPROVED, by="olga", reason=None)
TAKEN_BACK = {"Error": "Rejected", "Cause": "CANCELLED: it was cancelled while it waited for an approval"}


@pytest.fixture
def order(me: Owner) -> Placed:
    """It waits for a person."""
    it = placed(me).opened()
    steps.ask(it.saga_of(it.order_id))
    return it


def question(order: Placed) -> Any:
    return find(order.me.world, order.order_id)


def answers(order: Placed) -> list[Any]:
    """What was told of the question but that it was asked."""
    items = [item for item in everything(order.me.world, "approvals") if "events" in item]
    events = [event for item in items for event in item["events"]]
    return [event for event in events if event["type"] != "ApprovalAsked"]


class Told:
    """Step Functions, as far as it is told of answers: the cause of each failure."""

    def __init__(self) -> None:
        self.causes: list[str] = []

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> None:  # noqa: N803 - boto3's names
        assert (taskToken, error) == ("t-1", "Rejected")
        self.causes.append(cause)


def test_the_question_is_answered_with_a_no_that_says_who_wanted_it(order: Placed) -> None:
    asked = order.ask(CANCELLATION)

    found, states = question(order), Told()
    tell(found, states)  # type: ignore[arg-type]

    assert (asked.status, asked.body["status"]) == (202, "PENDING")
    assert (found["status"], found["by"]) == ("REFUSED", "whoever placed it")
    assert [event["type"] for event in answers(order)] == ["ApprovalRefused"]
    assert answers(order)[0]["data"]["code"] == "CANCELLED"
    assert '"CANCELLED: it was cancelled while' in states.causes[0]


def test_one_whose_answer_was_lost_is_taken_back_once(
    order: Placed,
) -> None:
    lossy = Placed(me=order.me.with_store(answer_lost), path=order.path)
    first = lossy.ask(CANCELLATION)
    again = order.ask(CANCELLATION)

    assert (first.body, len(answers(order))) == (again.body, 1)


def test_while_the_store_is_busy_nothing_is_begun(order: Placed) -> None:
    busy = Placed(me=order.me.with_store(*[error("ThrottlingException")] * 20), path=order.path)

    answer = busy.ask(CANCELLATION)

    assert answer.status == 503
    assert question(order)["status"] == "WAITING"
    assert len(order.me.states.started) == 1


def test_a_change_takes_nothing_back(order: Placed) -> None:
    order.ask(CHANGE)

    assert (question(order)["status"], answers(order)) == ("WAITING", [])


def test_nobody_else_takes_it_back(order: Placed, somebody_else: Owner) -> None:
    answer = Placed(me=somebody_else, path=order.path).ask(CANCELLATION)

    assert (answer.status, question(order)["status"]) == (404, "WAITING")


def test_an_approver_who_comes_after_is_told_that_it_is_asked_no_more(order: Placed) -> None:
    order.ask(CANCELLATION)

    for status in (ApprovalStatus.APPROVED, ApprovalStatus.REFUSED):
        with pytest.raises(NoLongerAsked, match="cancelled by whoever placed it"):
            answer(order.me.world, order.order_id, Answer(status=status, by="olga", reason=None))


def test_an_order_that_was_approved_before_is_left_to_its_cancellation(order: Placed) -> None:
    answer(order.me.world, order.order_id, YES)

    asked = order.ask(CANCELLATION)

    assert (asked.status, question(order)["status"]) == (202, "APPROVED")
    with pytest.raises(Locked):
        order.begin(CANCELLATION, asked)


def test_a_cancellation_that_finds_the_order_rejected_by_it_is_refused_and_says_so(order: Placed) -> None:
    asked = order.ask(CANCELLATION)
    steps.withdraw(order.saga_of(order.order_id))
    steps.reject(order.saga_of(order.order_id), TAKEN_BACK)

    with pytest.raises(Rejected) as refused:
        order.begin(CANCELLATION, asked)
    order.turn_back(CANCELLATION, asked, {"Error": "Rejected", "Cause": str(refused.value)})

    shown = order.me.get(asked.headers["Location"]).body
    assert (shown["status"], shown["reason"]["code"]) == ("REFUSED", "ALREADY_CANCELLED")
    assert order.me.get(order.path).body["reason"]["code"] == "CANCELLED"


def test_a_cancellation_that_was_refused_before_the_question_came_takes_nothing_back_when_repeated(
    me: Owner,
) -> None:
    """It was told that all is as it was: so it has to stay."""
    order = placed(me).opened()
    asked = order.ask(CANCELLATION)
    order.turn_back(CANCELLATION, asked, {"Error": "Rejected", "Cause": "ORDER_LOCKED: it is PENDING"})
    steps.ask(order.saga_of(order.order_id))

    again = order.ask(CANCELLATION)
    kept = question(order)["status"]
    another = order.ask(CANCELLATION, key="f-2")

    assert (again.body["status"], kept) == ("REFUSED", "WAITING")
    assert (another.status, question(order)["status"]) == (202, "REFUSED")


def test_a_cancellation_that_could_not_be_begun_is_begun_when_it_is_asked_for_again(order: Placed) -> None:
    before = order.me.states.started.copy()
    order.me.states.fails_with = client_error("ThrottlingException")
    # The order is found in the table, so Step Functions is asked for nothing but the start.
    first = order.ask(CANCELLATION)
    begun = order.me.states.started.copy()
    order.me.states.fails_with = None
    again = order.ask(CANCELLATION)

    assert (first.status, begun) == (503, before)
    assert question(order)["status"] == "REFUSED"
    assert (again.status, len(answers(order))) == (202, 1)
