"""A question is answered, withdrawn and asked again at the same moment, in every order of the calls that are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lambdas.shared import world as worlds
from lambdas.shared.answering import answer
from lambdas.shared.approval import AlreadyAnswered, Answer, ApprovalStatus, NoLongerAsked
from tests.simulation.approved import plenty
from tests.simulation.hub import Raised, Returned
from tests.simulation.interleaved import Call, Named, Played, Runs, Setting, play
from tests.simulation.invariants.ledger import Item
from tests.simulation.turns import courses

QUESTION = {"customer_id": "ada", "amount": 900, "currency": "EUR"}
ASK = Call(function="approvals.ask", saga_id="o-1", told=QUESTION, token="first")
ASK_AGAIN = Call(function="approvals.ask", saga_id="o-1", told=QUESTION, token="second")
WITHDRAW = Call(function="approvals.withdraw", saga_id="o-1", step="approvals.ask")


@dataclass(frozen=True)
class Says:
    """A person's answer to the question about order o-1."""

    status: ApprovalStatus

    def run(self) -> Any:
        return answer(worlds.current(), "o-1", Answer(status=self.status, by="olga", reason=None))

    def __str__(self) -> str:
        return f"a person says {self.status}"


YES, NO = Says(ApprovalStatus.APPROVED), Says(ApprovalStatus.REFUSED)


def played(*calls: Runs, before: Sequence[Runs] = (ASK,)) -> list[Played]:
    """Every interleaving of them."""
    named = [Named(name=f"call {number}", called=call) for number, call in enumerate(calls)]
    return list(courses(partial(play, Setting(plenty(), before), named)))


def question(course: Played) -> Item:
    return course.ledger.items["approvals", "approval#o-1", "approval"]


def told(course: Played) -> list[str]:
    """The events that tell those who wait."""
    items = (item for (_, pk, _), item in course.ledger.items.items() if pk == "saga#o-1")
    events = [event["type"] for item in items for event in item["events"]]
    return sorted(
        event
        for event in events
        if event.startswith(("ApprovalGranted", "ApprovalRefused", "ApprovalAnswer"))
    )


def kinds(course: Played) -> list[str]:
    return [
        "answered" if isinstance(ended, Returned) else type(ended.error).__name__
        for ended in course.ended.values()
        if isinstance(ended, Returned | Raised)
    ]


def test_of_a_yes_and_a_no_at_once_one_counts_and_who_said_the_other_is_told() -> None:
    for course in played(YES, NO):
        status = question(course)["status"]
        assert kinds(course) == (
            ["answered", AlreadyAnswered.__name__]
            if status == "APPROVED"
            else [AlreadyAnswered.__name__, "answered"]
        )
        assert told(course) == ["ApprovalGranted" if status == "APPROVED" else "ApprovalRefused"]


def test_a_yes_that_is_said_twice_at_once_is_told_once() -> None:
    for course in played(YES, YES):
        assert kinds(course) == ["answered", "answered"]
        assert told(course) == ["ApprovalGranted"]


def test_a_yes_that_comes_while_the_question_is_withdrawn_never_outlives_it() -> None:
    """Whoever waited for it is gone by then, whether the yes was still in time or not."""
    ways = set()
    for course in played(YES, WITHDRAW):
        said, withdrawn = kinds(course)
        ways.add((said, withdrawn))
        assert question(course)["status"] == ("APPROVED" if withdrawn == "Transient" else "WITHDRAWN")
        assert said in ("answered", NoLongerAsked.__name__)
    assert ways >= {("answered", "answered"), (NoLongerAsked.__name__, "answered")}


def test_a_token_that_comes_while_a_person_answers_is_noted_and_the_answer_is_told_again_if_need_be() -> None:
    found = {(*question(course)["tokens"], *told(course)) for course in played(YES, ASK_AGAIN)}

    assert found == {
        ("first", "second", "ApprovalGranted"),
        ("first", "second", "ApprovalAnswerRepeated", "ApprovalGranted"),
    }


def test_a_token_that_comes_after_the_answer_is_told_it_once_more() -> None:
    (course,) = played(ASK_AGAIN, before=(ASK, YES))

    assert question(course)["tokens"] == ["first", "second"]
    assert told(course) == ["ApprovalAnswerRepeated", "ApprovalGranted"]
