"""What one attempt may cost its sender, and how it is told that a receiver gave no answer within that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from lambdas.shared.errors import SagaError


class NotAnswered(SagaError):  # noqa: N818 - a fact for the log
    """The receiver gave no answer that counts. `str()` is for the endpoint's owner: it begins with one of
    `look-up`, `connection`, `TLS`, `time`, `headers too long`, `not HTTP` and `closed`, and repeats nothing that the
    receiver said.
    """


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Seconds and bytes. `total` is for the POST from the first connection on; the look-up before it has a bound of
    its own. `connect` is for one address. `header_bytes` is for all that comes before the body, interim answers
    included, and `tls_bytes` for all that TLS takes from the socket. Once the status is known the attempt is decided:
    `body` is how long the start of the body, of `answer_bytes`, may keep the sender.
    """

    total: float = 15.0
    connect: float = 5.0
    body: float = 1.0
    tls_bytes: int = 128 * 1024
    header_bytes: int = 16 * 1024
    answer_bytes: int = 256


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A moment on `clock`, which counts seconds and never goes back, and what is said when it has come."""

    at: float
    late: str
    clock: Callable[[], float] = monotonic

    def left(self) -> float:
        """Seconds, more than none. Raises NotAnswered."""
        left = self.at - self.clock()
        if left <= 0:
            raise NotAnswered(self.late)
        return left


def within(seconds: float, *, of: str) -> Deadline:
    return Deadline(at=monotonic() + seconds, late=f"time: no {of} within {seconds:g} s")
