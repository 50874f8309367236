"""A saga as a step of another: what the table may say of it, and what becomes of that in the machine."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from statemachines.cancel_order import CANCEL_ORDER
from statemachines.create_order import CREATE_ORDER
from statemachines.diagram import mermaid_of
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.model import Saga
from statemachines.nesting import nested
from statemachines.place_together import PLACE_TOGETHER
from statemachines.plan import plan_of
from statemachines.soundness import UnsoundSaga
from statemachines.step import Nested, Stage
from statemachines.table import compensatable, parallel, pivot
from statemachines.timing import worst_of
from tests.unit.statemachines.following import caught, from_state

OPEN = compensatable("orders.open", undo="orders.close", why="opens")
HOLD = compensatable("orders.hold", undo="orders.drop", why="holds")
PLACE = nested("orders.place", saga=CREATE_ORDER, undo="orders.cancel", undone_by=CANCEL_ORDER, why="places")
CONFIRM = pivot("orders.confirm", resolve="orders.resolve", takes={}, why="confirms")

ASL: dict[str, Any] = json.loads(asl_path(PLACE_TOGETHER.name).read_text(encoding="utf-8"))
STATES: dict[str, Any] = ASL["States"]
RECOVERY: dict[str, Any] = json.loads(recovery_asl_path(PLACE_TOGETHER.name).read_text(encoding="utf-8"))

UNDO_ALL = [
    "orders.cancel_second",
    "orders.cancel_first",
    "inventory.drop_hold",
    "orders.reject_group",
]


def findings(*stages: Stage, name: str = "test") -> list[str]:
    with pytest.raises(UnsoundSaga) as refused:
        Saga(name=name, given=(), stages=stages)
    return refused.value.findings


def test_a_saga_in_another_is_a_step_that_waits_for_as_long_as_it_may_take() -> None:
    saga = Saga(name="test", given=(), stages=(OPEN, PLACE, CONFIRM))

    assert PLACE.patience == worst_of(CREATE_ORDER)
    assert [each.saga.name for each in saga.nested] == ["create-order"]
    assert worst_of(saga) > worst_of(CREATE_ORDER) + saga.deadline


def test_a_saga_cannot_lead_back_to_itself() -> None:
    (finding,) = findings(OPEN, PLACE, CONFIRM, name="create-order")

    assert finding.startswith("orders.place: starts create-order, which leads back to create-order")


def test_nor_can_it_by_way_of_one_that_is_nested_deeper() -> None:
    between = Saga(name="between", given=(), stages=(OPEN, PLACE, CONFIRM))
    deep = nested("orders.nest", saga=between, undo="orders.unnest", undone_by=CANCEL_ORDER, why="nests")

    (finding,) = findings(OPEN, deep, CONFIRM, name="create-order")

    assert "starts between, which leads back to create-order" in finding


def test_a_saga_that_is_to_undo_itself_is_refused() -> None:
    step = replace(PLACE, nested=Nested(saga=CREATE_ORDER, undone_by=CREATE_ORDER))

    assert findings(OPEN, step, CONFIRM) == [
        "orders.place: create-order cannot undo itself; name the saga that does"
    ]


def test_a_saga_without_a_pivot_never_says_that_it_is_done() -> None:
    bare = Saga(name="bare", given=(), stages=(HOLD,))
    step = nested("orders.place", saga=bare, undo="orders.cancel", undone_by=CANCEL_ORDER, why="places")

    assert findings(OPEN, step, CONFIRM) == [
        "orders.place: bare has no pivot, so it never says that it is done"
    ]


def test_a_saga_that_is_given_up_while_it_may_be_at_work_is_refused() -> None:
    (finding,) = findings(OPEN, replace(PLACE, patience=60), CONFIRM)

    assert finding.startswith("orders.place: waits 60 s for create-order, which may take 2")


@pytest.mark.parametrize(
    "stages", [(PLACE, CONFIRM), (OPEN, parallel("both", HOLD, PLACE, why="-"), CONFIRM)]
)
def test_a_saga_is_neither_the_first_step_of_another_nor_one_of_several_at_once(
    stages: tuple[Stage, ...],
) -> None:
    assert any(
        "only a compensatable step of its own, and not the first, may" in each for each in findings(*stages)
    )


def test_both_orders_are_placed_one_after_the_other_before_both_are_certain() -> None:
    assert from_state(STATES, ASL["StartAt"]) == [
        "orders.open_group",
        "inventory.hold",
        "orders.place_first",
        "orders.place_second",
        "orders.confirm_group",
        "inventory.ship_together",
    ]


@pytest.mark.parametrize("step", ["orders.place_first", "orders.place_second"])
def test_a_task_waits_by_token_for_what_becomes_of_an_order(step: str) -> None:
    task = STATES[step]

    assert task["Resource"].endswith("lambda:invoke.waitForTaskToken")
    assert task["Parameters"]["Payload"]["token.$"] == "$$.Task.Token"
    assert task["TimeoutSeconds"] > 3 * 24 * 3600


def test_an_order_that_was_rejected_has_undone_itself_and_what_came_before_it_is_undone() -> None:
    assert from_state(STATES, caught(STATES, "orders.place_second", "Rejected")) == UNDO_ALL[1:]
    assert from_state(STATES, caught(STATES, "orders.place_first", "Rejected")) == UNDO_ALL[2:]


@pytest.mark.parametrize("error", ["Lambda.Unknown", "Transient", "Runtime.HandlerError"])
def test_an_order_of_which_nothing_is_known_is_cancelled_too(error: str) -> None:
    assert from_state(STATES, caught(STATES, "orders.place_second", error)) == UNDO_ALL


def test_an_order_that_is_never_heard_of_is_cancelled_and_the_client_is_told_so() -> None:
    silence = caught(STATES, "orders.place_second", "States.Timeout")

    assert STATES[silence]["Parameters"]["Cause"].startswith("NOT_OVER: create-order was not over within ")
    assert from_state(STATES, STATES[silence]["Next"]) == UNDO_ALL


def test_a_group_that_is_cut_off_is_undone_as_a_whole_or_confirmed() -> None:
    assert RECOVERY["StartAt"] == "orders.resolve_group"
    choice = RECOVERY["States"]["orders.confirm_group done?"]
    assert from_state(RECOVERY["States"], choice["Default"]) == UNDO_ALL
    assert from_state(RECOVERY["States"], choice["Choices"][0]["Next"]) == ["inventory.ship_together"]


@pytest.mark.parametrize(
    ("step", "since"),
    [
        ("orders.place_first", "$$.Execution.StartTime"),
        ("orders.place_second", "$.orders_open_group.since"),
        ("orders.confirm_group", "$.orders_open_group.since"),
    ],
)
def test_the_deadline_counts_anew_from_an_order_that_was_answered_for(step: str, since: str) -> None:
    assert STATES[step]["Parameters"]["Payload"]["started.$"] == since


def test_a_diagram_shows_a_saga_in_another_as_a_box_with_two_walls() -> None:
    drawn = mermaid_of(plan_of(PLACE_TOGETHER))

    assert 'orders_place_first[["orders.place_first: all of create-order"]]' in drawn
    assert 'orders_cancel_first[["orders.cancel_first: all of cancel-order"]]:::undo' in drawn
    assert "[[" not in mermaid_of(plan_of(CREATE_ORDER))
