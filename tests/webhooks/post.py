"""What takes the place of the network: it keeps what is posted, and answers as it was told to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from lambdas.shared.callback import Target
from lambdas.webhooks.wire import Answer, NotAnswered


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One request as its receiver saw it. `at` is when."""

    at: datetime
    host: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Reply: TypeAlias = Callable[[Letter], Answer]
"""May raise NotAnswered, or whatever befalls a sender."""


def says(status: int, *, retry_after: str | None = None, start: bytes = b"") -> Reply:
    return lambda _: Answer(status=status, retry_after=retry_after, start=start)


def is_silent(_: Letter) -> Answer:
    raise NotAnswered("time: no answer within 15 s")


def in_turn(*each: Reply) -> Reply:
    """The first letter has the first, and so on; the last one stays."""
    rest = list(each)

    def reply(letter: Letter) -> Answer:
        now = rest.pop(0) if len(rest) > 1 else rest[0]
        return now(letter)

    return reply


def meanwhile(act: Callable[[], object], then: Reply) -> Reply:
    """Something else happens while the sender waits for its answer; the next letter is just answered."""
    rest = [act]

    def reply(letter: Letter) -> Answer:
        if rest:
            rest.pop()()
        return then(letter)

    return reply


@dataclass
class Post:
    """`replies` are by host; every other host says 204. `letters` are in the order of arrival."""

    clock: Callable[[], datetime]
    replies: dict[str, Reply] = field(default_factory=dict)
    letters: list[Letter] = field(default_factory=list)

    def __call__(
        self, target: Target, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        assert addresses
        letter = Letter(at=self.clock(), host=target.host, headers=headers, body=body)
        self.letters.append(letter)
        return self.replies.get(target.host, says(204))(letter)

    def to(self, host: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.host == host]
