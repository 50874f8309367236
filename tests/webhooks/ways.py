"""The ways in which the receivers of a thousand deliveries fail, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tests.support.receivers.behaviours import (
    answers,
    closes_at_once,
    drips,
    in_turn,
    is_silent,
    over_tls,
    reads_and_closes,
    reads_and_is_silent,
    redirects,
    repeats,
    resets,
    waits,
)
from tests.support.receivers.certificates import Authority
from tests.support.receivers.hostile import ACCEPTED, OK, PACE, UNANSWERED
from tests.support.receivers.receiver import V4, Behaviour
from tests.support.receivers.visit import Visit

WELL: Behaviour = answers(204)


@dataclass(frozen=True, kw_only=True)
class Way:
    """`behaviour` is had by the first `times` connections, by all when that is None; then the receiver is well.

    With `listens` off nobody is there at all.
    """

    behaviour: Behaviour = WELL
    times: int | None = None
    scheme: str = "http"
    listens: bool = True

    def played(self) -> Behaviour:
        if self.times is None:
            return self.behaviour
        return in_turn(*[self.behaviour] * self.times, WELL)

    def repaired(self) -> Behaviour:
        return over_tls(trusted().server(V4), WELL) if self.scheme == "https" else WELL


@cache
def trusted() -> Authority:
    """The authority that the sender trusts."""
    return Authority()


@cache
def _unknown() -> Behaviour:
    return over_tls(Authority().server(V4), WELL)


def _vouched_for_by_nobody(visit: Visit) -> None:
    """Made when it is first visited: a key takes a moment."""
    _unknown()(visit)


GOOD = {
    "well": Way(),
    "an endless body": Way(behaviour=ACCEPTED["an endless body"]),
    "slow": Way(behaviour=waits(0.06, WELL)),
}
"""2xx is success, whatever comes with it."""

BAD: Mapping[str, Way] = {
    "500": Way(behaviour=answers(500, body=b"sorry")),
    "301": Way(behaviour=redirects("http://127.0.0.1:1/", 301), times=20),
    "429": Way(behaviour=answers(429, {"Retry-After": "1800"}), times=12),
    "503": Way(behaviour=answers(503, {"Retry-After": "Thu, 01 Jan 2026 06:00:00 GMT"}), times=12),
    "410": Way(behaviour=answers(410)),
    "a closed port": Way(listens=False),
    "closes at once": Way(behaviour=closes_at_once, times=60),
    "has it and closes": Way(behaviour=reads_and_closes, times=60),
    "resets": Way(behaviour=resets, times=60),
    "is silent": Way(behaviour=is_silent, times=8),
    "has it and is silent": Way(behaviour=reads_and_is_silent, times=8),
    "drips": Way(behaviour=drips(OK * 100, every=PACE), times=8),
    "a header flood": Way(behaviour=repeats(b"a: b\r\n" * 100, start=OK), times=40),
    "garbage": Way(behaviour=UNANSWERED["garbage"], times=40),
    "TLS that nobody vouches for": Way(behaviour=_vouched_for_by_nobody, scheme="https"),
}

WAYS: Mapping[str, Way] = {**GOOD, **BAD}
