"""Whoever finds an order locked, or not there yet, waits its turn, and nobody releases a lock but its holder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from lambdas.shared.errors import Inconsistent
from tests.simulation import faults, matrix
from tests.simulation.approved import APPROVED, CHANGED, plenty
from tests.simulation.functions import Fault
from tests.simulation.happenings import Early, Struck
from tests.simulation.hub import Raised
from tests.simulation.interleaved import Call, Named, Setting, play
from tests.simulation.market import CALLER

BEGINNINGS = ("OrdersBeginCancellation", "OrdersBeginChange")
OF_IT = {"caller": CALLER, "order_id": "o-1"}


@pytest.mark.parametrize("function", BEGINNINGS)
def test_what_comes_before_its_order_waits_its_turn_and_goes_through(function: str) -> None:
    ran = matrix.play((Early(function),))

    assert ran.called[0][1] == function
    assert Counter(called for _, called in ran.called)[function] > 1
    assert set(ran.ends.values()) == {"COMPLETED"}
    assert ran.trace.violations == []


@pytest.mark.parametrize(
    "fault", [faults.AnswerLost(), faults.WRITE_UNANSWERED], ids=lambda fault: fault.name
)
@pytest.mark.parametrize("function", BEGINNINGS)
def test_who_finds_the_order_locked_by_itself_has_not_to_wait(function: str, fault: Fault) -> None:
    """Its answer was lost, and it comes again."""
    ran = matrix.play((Struck(function, fault),))

    assert set(ran.ends.values()) == {"COMPLETED"}
    assert ran.trace.violations == []


@pytest.mark.parametrize(
    ("function", "holder", "told"),
    [
        ("orders.cancel", "orders.begin_change", CHANGED),
        ("orders.confirm_change", "orders.begin_change", CHANGED),
        ("orders.confirm_change", "orders.begin_cancellation", {}),
    ],
)
def test_a_lock_is_not_released_by_a_saga_that_does_not_hold_it(
    function: str, holder: str, told: Mapping[str, Any]
) -> None:
    """As when a person corrects the input of what is parked, and names another order."""
    locked = Setting(plenty(), [*APPROVED, Call(function=holder, saga_id="holder", told={**OF_IT, **told})])
    stranger = Named(name="stranger", called=Call(function=function, saga_id="stranger", told=OF_IT))

    played = play(locked, [stranger], lambda _: 0)

    ended = played.ended["stranger"]
    assert isinstance(ended, Raised)
    assert isinstance(ended.error, Inconsistent)
    assert played.ledger.items["orders", "order#o-1", "order"]["locked_by"] == "holder"
