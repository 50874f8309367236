"""That every course is tried, and each once: counted against the number that combinatorics gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import factorial, prod

import pytest

from tests.simulation.turns import Choose, Turns, courses


def calls(turns: Turns, number: int) -> Callable[[], None]:
    def body() -> None:
        for _ in range(number):
            turns.call(lambda: None)

    return body


def played(numbers: Sequence[int], *, kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """The order of turns of each course of handlers that make so many calls."""

    def play(choose: Choose) -> tuple[str, ...]:
        turns = Turns()
        for position, (number, kind) in enumerate(zip(numbers, kinds, strict=True)):
            turns.add(f"{kind}{position}", kind, calls(turns, number))
        return tuple(turns.play(choose))

    return list(courses(play))


@pytest.mark.parametrize("numbers", [(1, 1), (2, 2), (3, 1), (1, 1, 2, 2), (2, 2, 3)])
def test_handlers_that_differ_are_interleaved_in_every_way_there_is(numbers: tuple[int, ...]) -> None:
    found = played(numbers, kinds=[f"handler {position} " for position in range(len(numbers))])

    assert len(found) == factorial(sum(numbers)) // prod(factorial(number) for number in numbers)
    assert len(set(found)) == len(found)


def test_of_two_that_are_the_same_it_does_not_matter_which_one_begins() -> None:
    assert len(played((2, 2), kinds=("twin", "twin"))) == 3
    assert len(played((2, 2), kinds=("one", "other"))) == 6


def test_what_a_handler_calls_happens_in_its_turn_and_not_before() -> None:
    log: list[str] = []
    turns = Turns()
    for name in ("first", "second"):
        turns.add(name, name, lambda name=name: turns.call(lambda: log.append(name)))  # type: ignore[misc]

    turns.play(lambda among: among - 1)

    assert log == ["second", "first"]
