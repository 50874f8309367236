"""What became of a cancellation or a change: waited for, or asked for; and how the order looks meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from lambdas.shared.errors import Rejected
from tests.support import steps
from tests.support.flaky import answer_lost
from tests.support.worlds import installed
from tests.unit.api.fakes import Answer, client_error
from tests.unit.api.follow_ups import Meanwhile, Placed, placed
from tests.unit.api.owner import Owner, flaky

BOTH = pytest.mark.parametrize("kind", [CANCELLATION, CHANGE], ids=lambda kind: kind.name)
LOCKS = {CANCELLATION: "CANCELLING", CHANGE: "CHANGING"}
AFTER = {CANCELLATION: "CANCELLED", CHANGE: "APPROVED"}


@pytest.fixture
def order(me: Owner) -> Placed:
    return placed(me).approved()


def wait(seconds: int) -> dict[str, str]:
    return {"prefer": f"wait={seconds}"}


def done(order: Placed, kind: Kind, asked: Answer) -> None:
    order.begin(kind, asked)
    order.finish(kind, asked)


@BOTH
def test_an_order_shows_what_is_at_work_on_it_and_says_when_to_ask_again(order: Placed, kind: Kind) -> None:
    order.begin(kind, order.ask(kind))

    shown = order.me.get(order.path)

    assert (shown.body["status"], shown.headers["Retry-After"]) == (LOCKS[kind], "1")


@BOTH
def test_a_wait_for_an_order_ends_with_its_decision_and_not_with_what_was_asked_of_it(
    order: Placed, kind: Kind
) -> None:
    order.begin(kind, order.ask(kind))
    patient = Meanwhile(order.me).waiting

    shown = patient.get(order.path, headers=wait(10))

    assert (shown.status, shown.body["status"], order.me.clock.slept) == (200, LOCKS[kind], [])


@BOTH
def test_when_it_is_done_the_order_is_as_was_asked_for(order: Placed, kind: Kind) -> None:
    asked = order.ask(kind)
    done(order, kind, asked)

    shown, after = order.me.get(asked.headers["Location"]), order.me.get(order.path)

    assert (shown.body["status"], shown.body["reason"]) == ("DONE", None)
    assert "Retry-After" not in shown.headers
    assert (after.body["status"], "Retry-After" in after.headers) == (AFTER[kind], False)
    assert after.body["total"] == (4 if kind is CHANGE else 2) * steps.PRICE


@BOTH
def test_when_the_goods_have_left_it_is_refused_and_the_order_is_as_it_was(order: Placed, kind: Kind) -> None:
    before = order.me.get(order.path)
    asked = order.ask(kind)
    order.begin(kind, asked)
    order.turn_back(kind, asked)

    shown = order.me.get(asked.headers["Location"])

    assert shown.body["status"] == "REFUSED"
    assert shown.body["reason"] == {"code": "ORDER_SHIPPED", "message": "the goods have left"}
    assert order.me.get(order.path) == before


def test_a_change_with_an_article_that_the_order_has_not_is_refused_by_its_saga(order: Placed) -> None:
    asked = order.ask(CHANGE, body={"items": [{"sku": "mug", "quantity": 1}]})
    with pytest.raises(Rejected) as refused:
        order.begin(CHANGE, asked)
    before = order.me.get(asked.headers["Location"]).body["status"]
    order.turn_back(CHANGE, asked, {"Error": "Rejected", "Cause": str(refused.value)})

    shown = order.me.get(asked.headers["Location"])

    assert (asked.status, before, shown.body["status"]) == (202, "PENDING", "REFUSED")
    assert shown.body["reason"]["code"] == "OTHER_ARTICLES"


def test_what_comes_after_a_cancellation_is_refused_under_another_key(order: Placed) -> None:
    done(order, CANCELLATION, order.ask(CANCELLATION))
    second = order.ask(CANCELLATION, key="f-2")
    with pytest.raises(Rejected) as refused:
        order.begin(CANCELLATION, second)
    order.turn_back(CANCELLATION, second, {"Error": "Rejected", "Cause": str(refused.value)})

    shown = order.me.get(second.headers["Location"])

    assert (shown.body["status"], shown.body["reason"]["code"]) == ("REFUSED", "ORDER_NOT_APPROVED")
    assert order.ask(CANCELLATION).body["status"] == "DONE"
    assert order.status() == "CANCELLED"


@BOTH
def test_a_post_that_waits_is_answered_with_the_outcome(order: Placed, kind: Kind) -> None:
    asked = order.ask(kind)
    life = Meanwhile(order.me, due=[(1, lambda: done(order, kind, asked))])

    answer = Placed(me=life.waiting, path=order.path).ask(kind, **wait(10))

    assert (answer.status, answer.body["status"]) == (200, "DONE")
    assert answer.headers["Preference-Applied"] == "wait=10"
    assert answer.headers["Content-Location"] == answer.headers["Location"] == asked.headers["Location"]
    assert 1 <= sum(order.me.clock.slept) < 2


@BOTH
def test_a_get_that_waits_is_answered_with_the_outcome(order: Placed, kind: Kind) -> None:
    asked = order.ask(kind)
    order.begin(kind, asked)
    life = Meanwhile(order.me, due=[(1, lambda: order.turn_back(kind, asked))])

    answer = life.waiting.get(asked.headers["Location"], headers=wait(10))

    assert (answer.status, answer.body["status"]) == (200, "REFUSED")
    assert answer.headers["Preference-Applied"] == "wait=10"


@BOTH
def test_a_wait_in_vain_is_answered_as_without_waiting(order: Placed, kind: Kind) -> None:
    at_once = order.ask(kind)

    late = Placed(me=Meanwhile(order.me).waiting, path=order.path).ask(kind, **wait(3))

    assert (late.status, late.body) == (at_once.status, at_once.body)
    assert late.headers == at_once.headers | {"Preference-Applied": "wait=3"}
    assert sum(order.me.clock.slept) == pytest.approx(3)


@BOTH
def test_a_wait_asks_step_functions_nothing_while_it_waits(order: Placed, kind: Kind) -> None:
    Placed(me=Meanwhile(order.me).waiting, path=order.path).ask(kind, **wait(20))

    assert order.me.states.described == 0


@dataclass
class BusyWithBatches:
    """A store that answers everything but a read of several items."""

    real: Any

    def batch_get_item(self, **_: object) -> None:
        raise client_error("ThrottlingException")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


@BOTH
def test_a_store_that_is_busy_meanwhile_is_no_reason_to_say_that_it_was_not_taken_on(
    order: Placed, kind: Kind
) -> None:
    world = order.me.world
    busy = order.me.but(world=replace(world, dynamodb=cast("Any", BusyWithBatches(world.dynamodb))))

    posted = Placed(me=busy.but(longest_wait=20), path=order.path).ask(kind, **wait(2))
    shown = busy.get(posted.headers["Location"])

    assert (posted.status, posted.body["status"]) == (202, "PENDING")
    assert (shown.status, shown.headers["Retry-After"]) == (503, "1")


@BOTH
def test_when_the_answer_to_its_start_was_lost_it_may_be_asked_for_again_and_is_started_once(
    order: Placed, kind: Kind
) -> None:
    order.me.states.answers_lost = 1

    lost, again = order.ask(kind), order.ask(kind)
    done(order, kind, again)

    assert (lost.status, again.status) == (503, 202)
    assert lost.body["instance"] == again.headers["Location"]
    assert len(order.me.states.started) == 2  # with the order's own
    assert order.ask(kind).body["status"] == "DONE"


@BOTH
def test_a_step_whose_answer_was_lost_is_shown_as_it_was_committed(order: Placed, kind: Kind) -> None:
    asked = order.ask(kind)
    order.begin(kind, asked)
    with installed(flaky(order.me.world, [answer_lost])):
        order.finish(kind, asked)

    assert order.me.get(asked.headers["Location"]).body["status"] == "DONE"
    assert order.status() == AFTER[kind]
