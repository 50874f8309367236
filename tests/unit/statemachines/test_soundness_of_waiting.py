"""A saga that waits, for a lock or for a person, where it may hold something already is refused."""

from __future__ import annotations

import pytest

from statemachines.model import Saga
from statemachines.soundness import UnsoundSaga
from statemachines.step import Stage
from statemachines.table import (
    TURN,
    approval,
    at_least,
    compensatable,
    parallel,
    pivot,
    reply,
    retriable,
)

OPEN = compensatable("orders.create", undo="orders.reject", gives=("total",), why="opens")
RESERVE = compensatable("inventory.reserve", undo="inventory.release", why="reserves")
CHARGE = pivot("payments.charge", resolve="payments.resolve", takes={}, why="charges")
SHIP = retriable("inventory.ship", why="ships")


def asked(*, step: str = "orders.create", field: str = "total") -> Stage:
    return approval(
        "approvals.ask",
        undo="approvals.withdraw",
        when=at_least(100, reply(step, field)),
        within=60,
        takes={},
        why="asks",
    )


def findings(*stages: Stage) -> list[str]:
    with pytest.raises(UnsoundSaga) as refused:
        Saga(name="test", given=(), stages=stages)
    return refused.value.findings


def test_a_first_step_may_wait_its_turn() -> None:
    first = compensatable("orders.begin", undo="orders.end", turn=TURN, why="locks")

    assert Saga(name="test", given=(), stages=(first, CHARGE, SHIP)).steps[0].turn == TURN


@pytest.mark.parametrize("together", [False, True])
def test_a_step_that_waits_its_turn_while_its_saga_may_hold_a_lock_is_refused(together: bool) -> None:
    """Two of them could wait for each other for ever."""
    locking = compensatable("inventory.lock", undo="inventory.unlock", turn=TURN, why="locks as well")
    stage = parallel("both", RESERVE, locking, why="-") if together else locking

    (finding,) = findings(OPEN, stage, CHARGE, SHIP)

    assert finding.startswith("inventory.lock: waits its turn while the saga may hold a lock already")


def test_a_person_may_be_asked_by_a_step_of_its_own() -> None:
    assert Saga(name="test", given=(), stages=(OPEN, asked(), RESERVE, CHARGE, SHIP)).patience == 60


def test_a_person_who_is_asked_after_money_moved_is_refused() -> None:
    (finding,) = findings(OPEN, RESERVE, CHARGE, asked(), SHIP)

    assert finding.startswith("approvals.ask: compensatable after the pivot payments.charge")


def test_a_condition_on_what_no_earlier_step_replied_is_refused() -> None:
    (finding,) = findings(OPEN, asked(field="weight"), CHARGE, SHIP)

    assert finding == (
        "approvals.ask: its condition is on orders.create, which is no earlier step that gives weight"
    )
