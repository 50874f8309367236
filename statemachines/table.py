"""The words a saga's table is written in."""

from __future__ import annotations

from collections.abc import Mapping

from statemachines.names import Function
from statemachines.step import (
    AtLeast,
    Compensation,
    Given,
    Kind,
    Parallel,
    Replied,
    Retry,
    Source,
    Step,
)

PATIENT = Retry(first=1, longest=60, attempts=12)
"""For a step that must succeed in the end."""


TURN = Retry(first=1, longest=8, attempts=12)
"""For a step that waits until the saga before it is over: about a minute, and then it turns back."""


def given(name: str) -> Given:
    """A field of the saga's input."""
    return Given(field=name)


def reply(step: str, name: str) -> Replied:
    """A field of an earlier step's reply."""
    return Replied(step=step, field=name)


def compensatable(  # noqa: PLR0913 - a row of the table
    name: str,
    *,
    undo: str,
    why: str,
    takes: Mapping[str, Source] | None = None,
    gives: tuple[str, ...] = (),
    undo_takes: Mapping[str, Given] | None = None,
    turn: Retry | None = None,
    timeout: int = 10,
) -> Step:
    """A step that `undo` can undo."""
    return Step(
        function=Function(name=name, timeout=timeout),
        kind=Kind.COMPENSATABLE,
        why=why,
        takes=takes or {},
        gives=gives,
        compensation=Compensation(function=Function(name=undo), takes=undo_takes or {}),
        turn=turn,
    )


def at_least(amount: int, source: Replied) -> AtLeast:
    """A condition on what an earlier step replied."""
    return AtLeast(source=source, amount=amount)


def approval(  # noqa: PLR0913 - a row of the table
    name: str,
    *,
    undo: str,
    why: str,
    when: AtLeast,
    within: int,
    takes: Mapping[str, Source],
) -> Step:
    """A person's yes, asked for by a function and answered by a task token; silence is a no after `within` seconds."""
    return Step(
        function=Function(name=name),
        kind=Kind.COMPENSATABLE,
        why=why,
        takes=takes,
        compensation=Compensation(function=Function(name=undo)),
        when=when,
        patience=within,
    )


def pivot(name: str, *, resolve: str, why: str, takes: Mapping[str, Source], timeout: int = 10) -> Step:
    """The point of no return; `resolve` settles what became of it."""
    return Step(
        function=Function(name=name, timeout=timeout),
        kind=Kind.PIVOT,
        why=why,
        takes=takes,
        resolution=Function(name=resolve),
    )


def retriable(name: str, *, why: str, takes: Mapping[str, Source] | None = None, timeout: int = 10) -> Step:
    """A step after the pivot, repeated until it succeeds."""
    return Step(
        function=Function(name=name, timeout=timeout),
        kind=Kind.RETRIABLE,
        why=why,
        takes=takes or {},
        retry=PATIENT,
    )


def parallel(name: str, *steps: Step, why: str) -> Parallel:
    return Parallel(name=name, steps=steps, why=why)
