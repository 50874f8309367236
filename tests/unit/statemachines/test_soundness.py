"""An unsound saga is refused when it is constructed, with the step and the reason."""

from __future__ import annotations

import pytest

from statemachines.model import Saga
from statemachines.names import Function
from statemachines.soundness import UnsoundSaga
from statemachines.step import Compensation, Given, Kind, Replied, Stage, Step
from statemachines.table import compensatable, given, parallel, pivot, reply, retriable

OPEN = compensatable("orders.create", undo="orders.reject", gives=("total",), why="opens")
RESERVE = compensatable("inventory.reserve", undo="inventory.release", why="reserves")
CREDIT = compensatable("customers.reserve", undo="customers.release", why="reserves")
CHARGE = pivot("payments.charge", resolve="payments.resolve", takes={}, why="charges")
SHIP = retriable("inventory.ship", why="ships")


def findings(*stages: Stage, given: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(UnsoundSaga) as refused:
        Saga(name="test", given=given, stages=stages)
    return refused.value.findings


def test_a_sound_saga_is_accepted() -> None:
    saga = Saga(
        name="test", given=(), stages=(OPEN, parallel("both", RESERVE, CREDIT, why="-"), CHARGE, SHIP)
    )

    assert saga.participants == ("orders", "inventory", "customers", "payments")


def test_a_saga_without_steps_is_refused() -> None:
    assert findings() == ["it has no steps"]


def test_a_compensatable_step_after_the_pivot_is_refused() -> None:
    (finding,) = findings(OPEN, CHARGE, RESERVE)

    assert finding.startswith("inventory.reserve: compensatable after the pivot payments.charge")


def test_a_compensatable_step_without_a_compensation_is_refused() -> None:
    bare = Step(function=Function(name="inventory.reserve"), kind=Kind.COMPENSATABLE, why="-")

    assert findings(OPEN, bare) == ["inventory.reserve: a compensatable step needs a compensation"]


def test_a_name_used_twice_is_refused() -> None:
    again = compensatable("inventory.reserve", undo="inventory.unreserve", why="-")

    assert findings(OPEN, RESERVE, again) == ["inventory.reserve: the name is used 2 times"]


def test_a_compensation_shared_by_two_steps_is_refused() -> None:
    other = compensatable("inventory.hold", undo="inventory.release", why="-")

    assert findings(OPEN, RESERVE, other) == ["inventory.release: the name is used 2 times"]


def test_a_parallel_named_as_a_step_is_refused() -> None:
    assert findings(OPEN, parallel("orders.create", RESERVE, CREDIT, why="-")) == [
        "orders.create: the name is used 2 times"
    ]


def test_a_second_pivot_is_refused() -> None:
    second = pivot("payments.capture", resolve="payments.settle", takes={}, why="-")

    assert findings(OPEN, CHARGE, second) == [
        "payments.capture: a second pivot; payments.charge already is one"
    ]


def test_a_pivot_without_a_resolution_is_refused() -> None:
    bare = Step(function=Function(name="payments.charge"), kind=Kind.PIVOT, why="-")

    (finding,) = findings(OPEN, bare)
    assert finding.startswith("payments.charge: a pivot needs a resolution")


def test_a_retriable_step_before_the_pivot_is_refused() -> None:
    (finding,) = findings(OPEN, SHIP, CHARGE)

    assert finding.startswith("inventory.ship: retriable before any pivot")


def test_a_retriable_step_with_a_compensation_is_refused() -> None:
    undo = Compensation(function=Function(name="inventory.unship"))
    step = Step(function=Function(name="inventory.ship"), kind=Kind.RETRIABLE, why="-", compensation=undo)

    assert findings(OPEN, CHARGE, step) == [
        "inventory.ship: a retriable step is never undone, so it can have no compensation"
    ]


def test_a_first_step_that_nothing_undoes_is_refused() -> None:
    (finding,) = findings(CHARGE, SHIP)

    assert finding.startswith("payments.charge: the first step must be a single compensatable one")


def test_a_compensation_by_another_participant_is_refused() -> None:
    elsewhere = compensatable("inventory.reserve", undo="orders.release", why="-")

    (finding,) = findings(OPEN, elsewhere)
    assert finding.startswith("inventory.reserve: orders.release is another participant's")


def test_a_pivot_in_a_parallel_is_refused() -> None:
    assert "payments.charge: a pivot step cannot be in the parallel both" in findings(
        OPEN, parallel("both", RESERVE, CHARGE, why="-")
    )


def test_a_parallel_of_one_is_refused() -> None:
    assert findings(OPEN, parallel("one", RESERVE, why="-")) == ["one: a parallel needs two steps or more"]


def test_a_field_taken_from_the_input_must_be_given() -> None:
    step = compensatable(
        "inventory.reserve", undo="inventory.release", takes={"items": given("items")}, why="-"
    )

    assert findings(OPEN, step, given=("customer",)) == [
        "inventory.reserve: takes items from the input's items, which is not given"
    ]


def test_a_field_taken_from_a_later_step_is_refused() -> None:
    early = compensatable(
        "inventory.reserve", undo="inventory.release", takes={"a": reply("x.y", "a")}, why="-"
    )

    (finding,) = findings(OPEN, early)
    assert finding == "inventory.reserve: takes a from x.y, which is no earlier step that gives a"


def test_a_step_of_a_parallel_cannot_take_its_siblings_reply() -> None:
    sibling = compensatable(
        "customers.reserve", undo="customers.release", takes={"a": reply("inventory.reserve", "a")}, why="-"
    )

    (finding,) = findings(OPEN, parallel("both", RESERVE, sibling, why="-"))
    assert "no earlier step that gives a" in finding


def test_a_compensation_that_reads_a_reply_is_refused() -> None:
    reads: dict[str, Given] = {"total": Replied(step="orders.create", field="total")}  # type: ignore[dict-item]
    step = compensatable("inventory.reserve", undo="inventory.release", undo_takes=reads, why="-")

    (finding,) = findings(OPEN, step)
    assert (
        finding
        == "inventory.reserve: its compensation takes total from a reply, which a timeout leaves unwritten"
    )


def test_all_findings_are_reported_at_once() -> None:
    assert len(findings(OPEN, SHIP, RESERVE, RESERVE)) == 3


@pytest.mark.parametrize("name", ["orders", "Orders.create", "orders.create.now", "orders._create", ""])
def test_a_function_is_named_participant_dot_action(name: str) -> None:
    with pytest.raises(ValueError, match=r"participant\.action"):
        Function(name=name)


def test_a_function_may_not_run_longer_than_lambda_lets_it() -> None:
    with pytest.raises(ValueError, match="1 to 900 seconds, not 901"):
        Function(name="orders.create", timeout=901)
