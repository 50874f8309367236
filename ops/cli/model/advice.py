"""What a person should do next about a saga: commands to paste, each with what it does."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.recovery.recovering import MAX_GENERATIONS
from lambdas.shared.approval import ApprovalStatus
from ops.cli.model.saga import Saga, Status
from statemachines.step import Kind

if TYPE_CHECKING:
    from ops.cli.model.order import Order
    from ops.cli.model.parked import Parked
    from ops.cli.model.question import Question


@dataclass(frozen=True, kw_only=True)
class Advice:
    """`command` is empty where there is only something to know."""

    why: str
    command: str = ""


def advice(
    saga: Saga,
    *,
    order: Order | None = None,
    question: Question | None = None,
    target: Sequence[str] = (),
) -> tuple[Advice, ...]:
    """`order` is the one that it is about, `question` what a person is asked about it. `target` are the options that
    name where the saga is, for the commands to find it again.
    """
    return (*_on_its_own(saga, target), *_on_others(saga, order, question, target))


def _on_its_own(saga: Saga, target: Sequence[str]) -> Iterator[Advice]:
    for parked in saga.waiting:
        yield from _waiting(saga, parked, target)
    for parked in saga.untold:
        yield _untold(saga, parked, target)
    if saga.status is Status.DEAD:
        yield _dead(saga, target)


def _on_others(
    saga: Saga, order: Order | None, question: Question | None, target: Sequence[str]
) -> Iterator[Advice]:
    """What the saga waits for without being stuck."""
    if question and saga.waits_for_a_person:
        yield _of_the_person(question)
    if order and order.locked_by and order.locked_by != saga.saga_id:
        yield Advice(
            why=f"The order is {order.status}: {order.locked_by} is at work on it. See how that stands:",
            command=_command("show", order.locked_by, (), target),
        )


def _of_the_person(question: Question) -> Advice:
    if question.status is ApprovalStatus.WAITING:
        return Advice(
            why=f"Nothing is stuck: a person has until {question.answer_by} to answer with POST "
            f"/approvals/{question.order_id}/approve or /reject, and silence is a no."
        )
    return Advice(
        why=f"{question.by} has answered ({question.status}), and the saga has not heard of it yet. If that stays so, "
        "look into the queue of the alarm ApprovalsUntold."
    )


def _waiting(saga: Saga, parked: Parked, target: Sequence[str]) -> Iterator[Advice]:
    which = ("--function", parked.function) if len(saga.waiting) > 1 else ()
    yield Advice(
        why=f"Find out why {parked.function} fails, mend that, then try it again:",
        command=_command("retry", saga.saga_id, which, target),
    )
    yield Advice(
        why="or, if it is the saga's input that is wrong, with a corrected one:",
        command=_command("retry", saga.saga_id, (*which, "--input", "corrected.json"), target),
    )
    if parked.skippable:
        locked = " (skipped, it leaves the order locked)" if parked.function in _unlocking(saga) else ""
        yield Advice(
            why=f"or, once it has been seen to by other means, go on without it{locked}:",
            command=_command("skip", saga.saga_id, (*which, "--reason", "WHY"), target),
        )


def _unlocking(saga: Saga) -> frozenset[str]:
    """What releases the lock that the first step takes: its compensation, or the steps after the pivot there."""
    first, *others = saga.definition.steps
    after = {
        step.name
        for step in others
        if step.kind is Kind.RETRIABLE and step.function.participant == first.function.participant
    }
    return frozenset(after | ({first.compensation.function.name} if first.compensation else set()))


def _untold(saga: Saga, parked: Parked, target: Sequence[str]) -> Advice:
    action = parked.decisions[-1].action if parked.decisions else "retry"
    options: tuple[str, ...] = ("--function", parked.function)
    if action == "skip":
        options = (*options, "--reason", str(parked.decisions[-1].reason))
    return Advice(
        why=f"The decision on {parked.function} is recorded but has not arrived. Say the same again:",
        command=_command(action, saga.saga_id, options, target),
    )


def _dead(saga: Saga, target: Sequence[str]) -> Advice:
    if saga.latest.generation >= MAX_GENERATIONS:
        return Advice(
            why=f"All {MAX_GENERATIONS} recoveries were cut off. Find out by what; then a person has to settle "
            "what is owed."
        )
    return Advice(
        why="Recovery takes it up by itself within some minutes. To do it now:",
        command=_command("recover", saga.saga_id, (), target),
    )


def _command(name: str, saga_id: str, options: Sequence[str], target: Sequence[str]) -> str:
    return shlex.join(["./saga", name, saga_id, *options, *target])
