from __future__ import annotations

from statemachines.cancel_order import CANCEL_ORDER
from statemachines.create_order import CREATE_ORDER
from statemachines.diagram import mermaid_of
from statemachines.plan import plan_of


def test_a_diagram_begins_with_the_name_of_its_saga() -> None:
    first = mermaid_of(plan_of(CANCEL_ORDER)).splitlines()[1]

    assert first.strip() == 'start(["cancel-order"]) --> orders_begin_cancellation'


def test_a_step_that_waits_for_a_lock_comes_back_to_itself() -> None:
    assert "orders_begin_cancellation -. locked .-> orders_begin_cancellation" in mermaid_of(
        plan_of(CANCEL_ORDER)
    )
    assert "locked" not in mermaid_of(plan_of(CREATE_ORDER))


def test_a_step_that_not_every_saga_takes_stands_behind_a_question_that_leads_past_it() -> None:
    lines = [line.strip() for line in mermaid_of(plan_of(CREATE_ORDER)).splitlines()]

    assert "orders_create --> approvals_ask_when" in lines
    assert 'approvals_ask_when{"orders.create: total from 100,000 up?"}' in lines
    assert {"approvals_ask_when -- yes --> approvals_ask", "approvals_ask_when -- no --> reserve"} <= {*lines}
