"""How a step can fail, and what the saga does about each. Standard library only: everybody imports this.

    SagaError
    ├── Rejected        a business rule said no, nothing was committed  → never retried; earlier steps are undone
    ├── Locked          another saga is at work on it, nothing was done → the step waits its turn, or is told no
    ├── Transient       throttled, in conflict, or no answer            → retried with backoff, jitter and a cap
    ├── LateAction      the step was undone or ruled out before it came → refused; nobody waits for the answer
    ├── Inconsistent    the data is not what the journal says           → retried, then a person is needed
    └── InvalidCommand  the caller broke the contract                   → a defect, as any other exception

Step Functions matches the *class name* in `ErrorEquals`, so these names are part of every state machine.
Whatever else is raised, or never answers, leaves the outcome unknown: the step itself is then undone too.
"""

from __future__ import annotations


class SagaError(Exception):
    """Base of all that this project raises on purpose."""


class Rejected(SagaError):
    """A business rule said no. `code` is for programs (UPPER_SNAKE), `message` for people.

    `str()` is `CODE: message`, because some engines pass on the message of an exception and not its class.
    """

    def __init__(self, *, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Locked(SagaError):
    """Another saga holds the semantic lock. Nothing was done and nothing noted: whoever may wait comes again.

    `str()` is `CODE: message`, as that of Rejected, since it is the reason of a saga that gave up waiting.
    """

    def __init__(self, *, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Transient(SagaError):
    """The store was busy, or silent, for longer than this invocation may wait. Safe to retry: the journal knows."""


class LateAction(SagaError):
    """An action that arrived after its compensation: the journal says COMPENSATED or VOID."""


class Inconsistent(SagaError):
    """A condition failed that cannot fail while the journal is right."""


class InvalidCommand(SagaError):
    """A command without a field it must have, or with one of the wrong shape."""
