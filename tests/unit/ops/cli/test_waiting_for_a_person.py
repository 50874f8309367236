"""A saga that waits for a person's approval is shown as that, and never as one that is stuck."""

from __future__ import annotations

from typing import Any

from lambdas.shared.answering import approval_key
from tests.support.worlds import put_item
from tests.unit.ops.cli.desk import Desk
from tests.unit.ops.histories import History, task

UNTIL = "2026-01-04T12:00:00+00:00"


def waiting(desk: Desk, status: str = "WAITING", **more: Any) -> None:
    """Of order o-1, whose saga is where a person is asked."""
    history = task(History(), "orders.create", 0, 100).entered("approvals.ask", 100).scheduled(100)
    desk.states.add("o-1", "RUNNING", events=history.events)
    question(desk, status, **more)


def question(desk: Desk, status: str, **more: Any) -> None:
    item = {**approval_key("o-1"), "order_id": "o-1", "status": status, "answer_by": UNTIL}
    put_item(desk.world, "approvals", {**item, **more})
    desk.journal("o-1", {"orders.create": "DONE", "approvals.ask": "DONE"})


def test_it_is_said_until_when_a_person_may_answer_and_how(desk: Desk) -> None:
    waiting(desk)

    shown = desk.json("show", "o-1")

    (advice,) = shown["next"]
    assert shown["waits_for"] == "a person's answer: approvals.ask"
    assert (shown["status"], advice["command"]) == ("RUNNING", None)
    assert all(words in advice["why"] for words in ("Nothing is stuck", UNTIL, "/approvals/o-1/approve"))


def test_its_path_says_what_it_waits_for(desk: Desk) -> None:
    waiting(desk)

    lines = [" ".join(line.split()) for line in desk.run("show", "o-1").stdout.splitlines()]

    assert "00:00:00 … approvals.ask waits for a person's answer" in lines


def test_an_answer_that_the_saga_has_not_heard_of_is_said_to_be_on_its_way(desk: Desk) -> None:
    waiting(desk, "APPROVED", by="olga")

    (advice,) = desk.json("show", "o-1")["next"]

    assert "olga has answered (APPROVED)" in advice["why"]
    assert "ApprovalsUntold" in advice["why"]


def test_a_saga_that_goes_on_after_the_answer_waits_for_nobody(desk: Desk) -> None:
    history = task(History(), "orders.create", 0, 100).entered("payments.charge", 100).scheduled(100)
    desk.states.add("o-1", "RUNNING", events=history.events)
    question(desk, "APPROVED", by="olga")

    shown = desk.json("show", "o-1")

    assert (shown["waits_for"], shown["next"]) == ("payments.charge", [])


def test_a_question_that_was_answered_with_a_no_is_not_owed_to_be_withdrawn(desk: Desk) -> None:
    desk.states.add("o-1", "SUCCEEDED", output={"outcome": "COMPENSATED"})
    question(desk, "REFUSED", by="olga")
    desk.journal("o-1", {"orders.create": "COMPENSATED"})

    assert [entry["owed"] for entry in desk.json("show", "o-1")["journal"]] == [None] * 7


def test_a_question_that_a_saga_turned_back_from_is_owed_to_be_withdrawn(desk: Desk) -> None:
    desk.states.add("o-1", "RUNNING")
    question(desk, "APPROVED", by="olga")
    desk.journal("o-1", {"inventory.reserve": "REJECTED"})

    owed = {entry["step"]: entry["owed"] for entry in desk.json("show", "o-1")["journal"]}

    assert owed["approvals.ask"] == "approvals.withdraw"
