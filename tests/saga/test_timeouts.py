"""The state machine's own timeout, for real: the function goes on running, and may commit when nobody waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from lambdas.shared.errors import LateAction
from tests.saga.books import Books
from tests.support.bridge import Call
from tests.support.cloud import MotoCloud

ORDER: dict[str, Any] = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}
CHARGE = "lambdas.payments.handler.charge"
TOO_LONG = 1.5


@pytest.fixture
def cloud(hasty: MotoCloud) -> MotoCloud:
    return hasty


def test_a_payment_that_times_out_after_its_commit_takes_the_order_forward(
    cloud: MotoCloud, books: Books
) -> None:
    def committed_then_slow(call: Call) -> Any:
        answer = call()
        time.sleep(TOO_LONG)
        return answer

    cloud.bridge.faults[CHARGE] += [committed_then_slow]

    ended = cloud.run("o-1", ORDER)

    assert "payments.resolve" in ended.path
    assert books.status("o-1") == "APPROVED"
    assert books.balance()["payments"] == [("ada", 900)]


def test_a_payment_that_times_out_before_its_commit_turns_the_order_back_and_is_refused_when_it_comes(
    cloud: MotoCloud, books: Books
) -> None:
    before = books.balance()
    late: list[type[BaseException] | None] = []

    def slow_then_commits(call: Call) -> Any:
        time.sleep(TOO_LONG)
        late.append(_raised_by(call))

    cloud.bridge.faults[CHARGE] += [slow_then_commits]

    ended = cloud.run("o-1", ORDER)
    _wait_for(lambda: bool(late))

    assert ended.output is not None
    assert ended.output["reason"]["code"] == "STEP_TIMED_OUT"
    assert late == [LateAction]
    assert books.status("o-1") == "REJECTED"
    assert books.balance() == before


def _raised_by(call: Call) -> type[BaseException] | None:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - whichever it is, is what is asked
        return type(error)
    return None


def _wait_for(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not look():
        assert time.monotonic() < deadline, "the late call never came"
        time.sleep(0.05)
