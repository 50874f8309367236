"""What can go wrong with one invocation of a function. Each is what a person has seen happen in production.

One that is harmless says neither that the step was refused nor that it may have been done in part: whoever tries
again finds out, and the saga goes on as if nothing had been.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from statemachines.simulator.stepfunctions import Failure
from tests.simulation.functions import EXITED, TIMED_OUT, Call
from tests.simulation.store import Delayed
from tests.support.flaky import Act, answer_lost, cancelled, error, never_sent

SOON, LATER, MUCH_LATER = 0.02, 40.0, 1200.0
"""Seconds after the step has timed out: before its compensation, in the midst of it, after all is over. The last
is later than the saga's deadline, and earlier than the sweep that finds an execution nobody heard of.
"""

A_WHILE = 6.0
"""Seconds in which another saga begins and ends, and a function is not cut off yet."""


@dataclass(frozen=True)
class Crash:
    """The function dies before it has done anything."""

    name: str = "crash before the commit"
    harmless: bool = False

    def strike(self, call: Call) -> None:
        call.answer(EXITED)


@dataclass(frozen=True)
class CrashAfter:
    """The function commits and dies before it can say so."""

    name: str = "crash after the commit"
    harmless: bool = False

    def strike(self, call: Call) -> None:
        call.run_and_crash()


@dataclass(frozen=True)
class Late:
    """The function is cut off, and what it was about to do is done so many seconds later: a late action."""

    after: float
    name: str = "timeout with a commit that comes late"
    harmless: bool = False

    def strike(self, call: Call) -> None:
        call.after(call.timeout, lambda: call.answer(TIMED_OUT))
        call.after(call.timeout + self.after, call.run_unheard)


@dataclass(frozen=True)
class Silent:
    """No answer at all: the state machine's own limit ends the wait, and the function goes on running."""

    after: float
    name: str = "no answer, and a commit that comes late"
    harmless: bool = False

    def strike(self, call: Call) -> None:
        call.after(call.timeout + self.after, call.run_unheard)


@dataclass(frozen=True)
class Twice:
    """The function is invoked a second time for the same call."""

    after: float
    name: str = "duplicate invocation"
    harmless: bool = True

    def strike(self, call: Call) -> None:
        call.run()
        call.after(self.after, call.run_unheard)


@dataclass(frozen=True)
class Answered:
    """The service answers with an error, and the function never ran."""

    error: str
    name: str
    harmless: bool = False

    def strike(self, call: Call) -> None:
        call.answer(Failure(self.error, f'{{"errorMessage": "", "errorType": "{self.error}"}}'))


@dataclass(frozen=True)
class AnswerLost:
    """The function did its work, and the service answers with an error that says nothing of it."""

    name: str = "answer of the function lost"
    harmless: bool = True

    def strike(self, call: Call) -> None:
        call.run(then=lambda _: call.answer(Failure("Lambda.ServiceException", "")))


@dataclass(frozen=True)
class Writing:
    """The function runs, and these acts befall its writes, one after another."""

    name: str
    acts: Callable[[], Sequence[Act]]
    harmless: bool = True

    def strike(self, call: Call) -> None:
        call.run(acts=self.acts())


@dataclass(frozen=True)
class Slow:
    """The function runs, and its first write is so many seconds on its way: what it read is old by then."""

    seconds: float
    name: str = "slow request to the store"
    harmless: bool = True

    def strike(self, call: Call) -> None:
        call.run(acts=[Delayed(self.seconds)])


THROTTLED = Answered("Lambda.TooManyRequestsException", "throttling of the function", harmless=True)
BROKEN = Answered("RuntimeError", "an error that nobody expected")
OUTAGE = Answered("RuntimeError", "a function that fails for a while")
CONFLICT = Writing("transaction conflict", lambda: [cancelled("TransactionConflict", "None")])
CONFLICTS = Writing("transaction conflict", lambda: [cancelled("None", "TransactionConflict")] * 5)
CONFLICT_BESIDE = Writing(
    "transaction conflict", lambda: [cancelled("TransactionConflict", "ConditionalCheckFailed")]
)
STORE_THROTTLED = Writing("throttling of the store", lambda: [error("ThrottlingException")] * 2)
WRITE_UNANSWERED = Writing("answer of the store lost", lambda: [answer_lost])
WRITE_NEVER_SENT = Writing("request to the store lost", lambda: [never_sent])

INSTANCES = (
    Crash(),
    CrashAfter(),
    Late(SOON),
    Late(LATER),
    Late(MUCH_LATER),
    Silent(SOON),
    Silent(LATER),
    Silent(MUCH_LATER),
    Twice(0.0),
    Twice(LATER),
    Twice(MUCH_LATER),
    THROTTLED,
    BROKEN,
    AnswerLost(),
    CONFLICT,
    CONFLICTS,
    CONFLICT_BESIDE,
    STORE_THROTTLED,
    WRITE_UNANSWERED,
    WRITE_NEVER_SENT,
    Slow(A_WHILE),
)
"""Every fault of a single invocation, the late ones at every moment that makes a difference."""
