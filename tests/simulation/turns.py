"""Handlers that take turns: each stops before every call it makes, and the next turn is anybody's to choose.

`courses` tries every choice there is. It knows no state to go back to, so each course is run from the beginning:
where a choice was made, each other choice is made in a course of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from greenlet import getcurrent, greenlet

from tests.simulation.hub import Raised, Returned, outcome_of
from tests.support.flaky import Act

T = TypeVar("T")
Choose = Callable[[int], int]
"""From the number of handlers that may go on to the one that does."""


@dataclass
class Handler:
    """A handler before one of its calls. `acts` befall its writes, one a call; `turns` is how many it has had.

    Two of one `kind` differ in nothing but their name.
    """

    name: str
    kind: str
    run: greenlet
    acts: list[Act] = field(default_factory=list)
    on_commit: None = None
    turns: int = -1
    ended: Returned | Raised | None = None

    def take(self) -> None:
        """On with it, until its next call or its end."""
        self.turns += 1
        outcome = self.run.switch()
        if self.run.dead:
            self.ended = outcome


class Turns:
    """In the place of the hub."""

    def __init__(self) -> None:
        self.handlers: list[Handler] = []

    def add(self, name: str, kind: str, body: Callable[[], Any], *, acts: Sequence[Act] = ()) -> None:
        self.handlers.append(Handler(name, kind, greenlet(lambda: outcome_of(body)), list(acts)))

    def play(self, choose: Choose) -> list[str]:
        """Until all are done; the names in the order of their turns. Before its first call a handler does nothing."""
        order: list[str] = []
        for handler in self.handlers:
            handler.take()
        while able := self._able():
            handler = able[choose(len(able)) if len(able) > 1 else 0]
            order.append(handler.name)
            handler.take()
        return order

    def _able(self) -> list[Handler]:
        """Who may go on. Of several of a kind that have not begun, any one stands for all."""
        fresh: set[str] = set()
        able: list[Handler] = []
        for handler in self.handlers:
            if handler.ended or (handler.turns == 0 and handler.kind in fresh):
                continue
            if handler.turns == 0:
                fresh.add(handler.kind)
            able.append(handler)
        return able

    def current(self) -> Handler | None:
        run = getcurrent()
        return next((handler for handler in self.handlers if handler.run is run), None)

    def call(self, effect: Callable[[], T]) -> T:
        if self.current():
            parent = getcurrent().parent
            assert parent is not None
            parent.switch()
        return effect()


def courses(play: Callable[[Choose], T]) -> Iterator[T]:
    """What `play` returns, for every sequence of choices that it can be given."""
    prefix: list[int] = []
    while True:
        choices = _Choices(prefix)
        yield play(choices.choose)
        if not (prefix := choices.next()):
            return


class _Choices:
    """The choices of one course: those of the prefix, then always the first."""

    def __init__(self, prefix: Sequence[int]) -> None:
        self._prefix = prefix
        self._taken: list[tuple[int, int]] = []

    def choose(self, among: int) -> int:
        position = len(self._taken)
        chosen = self._prefix[position] if position < len(self._prefix) else 0
        self._taken.append((chosen, among))
        return chosen

    def next(self) -> list[int]:
        """The prefix of the next course: the last choice that has another one takes it. Empty when none has."""
        while self._taken and self._taken[-1][0] + 1 == self._taken[-1][1]:
            self._taken.pop()
        chosen = [choice for choice, _ in self._taken]
        return [*chosen[:-1], chosen[-1] + 1] if chosen else []
