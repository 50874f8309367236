"""Which answers of DynamoDB mean "later", and how long later is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

    from lambdas.shared.world import World

ATTEMPTS = 5
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 0.8

_REASONS = frozenset(
    {
        "TransactionConflict",
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededError",
    }
)
_ERRORS = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


def error_code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def is_busy(error: ClientError) -> bool:
    return error_code(error) in _ERRORS


def is_busy_reason(code: str | None) -> bool:
    """Whether a cancellation reason of a transaction says that it may be tried again."""
    return code in _REASONS


def pause(world: World, attempt: int) -> None:
    """Sleep before attempt number `attempt + 1`: exponential backoff with full jitter."""
    world.sleep(world.random.uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)))
