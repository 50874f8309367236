"""One attempt: look the name up, sign, post. Whatever becomes of it is a result for the log, never an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Protocol

from lambdas.endpoints.delivery import Attempt, Delivery
from lambdas.shared.callback import CallbackRefused, Target, target_of
from lambdas.shared.world import World
from lambdas.webhooks import signing, wire
from lambdas.webhooks.resolve import addresses_of
from lambdas.webhooks.wire import Answer, NotAnswered

_LONGEST_ERROR = 300
_FIXED = {"content-type": "application/json", "user-agent": "saga-webhooks/2"}


class Post(Protocol):
    """`wire.post`, or what stands in for it."""

    def __call__(
        self, target: Target, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes
    ) -> Answer: ...


class Resolve(Protocol):
    """`resolve.addresses_of`, or what stands in for it."""

    def __call__(self, target: Target, *, local: bool) -> tuple[str, ...]: ...


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the log gets, and what the receiver asked for in `Retry-After`."""

    attempt: Attempt
    retry_after: str | None = None

    @property
    def delivered(self) -> bool:
        """2xx alone says that the receiver has the message."""
        status = self.attempt.status
        return status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def seconds(self) -> float:
        return (self.attempt.duration_ms or 0) / 1000


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """`local` allows a laptop's own addresses. `stopwatch` counts seconds and never goes back."""

    world: World
    local: bool
    post: Post = wire.post
    resolve: Resolve = field(default=addresses_of)
    stopwatch: Callable[[], float] = monotonic

    def make(self, delivery: Delivery, *, url: str, keys: Sequence[bytes]) -> Result:
        """`keys` are those whose secrets are good, the latest first."""
        at, started = self.world.clock(), self.stopwatch()
        log = Attempt(number=delivery.attempts, at=at, duration_ms=None, status=None, error=None, answer="")
        try:
            answer = self._post(delivery, url=url, keys=keys, at=at)
        except CallbackRefused as refused:
            log = replace(log, error=f"the URL {refused}"[:_LONGEST_ERROR])
            return Result(attempt=self._timed(log, started))
        except NotAnswered as silence:
            log = replace(log, error=str(silence)[:_LONGEST_ERROR])
            return Result(attempt=self._timed(log, started))
        log = replace(log, status=answer.status, answer=_readable(answer.start))
        return Result(attempt=self._timed(log, started), retry_after=answer.retry_after)

    def _post(self, delivery: Delivery, *, url: str, keys: Sequence[bytes], at: datetime) -> Answer:
        target = target_of(url, local=self.local)
        addresses = self.resolve(target, local=self.local)
        body = delivery.message.body.encode()
        signed = signing.headers(
            keys=keys, message_id=delivery.message.webhook_id, attempted_at=at, body=body
        )
        return self.post(target, addresses, headers={**_FIXED, **signed}, body=body)

    def _timed(self, log: Attempt, started: float) -> Attempt:
        return replace(log, duration_ms=round((self.stopwatch() - started) * 1000))


def _readable(start: bytes) -> str:
    """Text that a log can show: nothing in it moves a cursor or ends a line."""
    text = start.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
