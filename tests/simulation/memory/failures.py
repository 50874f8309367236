"""What DynamoDB answers when it does not do as asked, and what this store does not know how to do.

    Failure                     becomes a botocore ClientError
     ├── Refused                the request makes no sense, whatever is stored: ValidationException
     ├── NotFound               no such table
     ├── ConditionFailed        of a single write
     ├── Mismatch               a ClientRequestToken that came before with another request
     └── Cancelled              a transaction, with a reason for each action
    Unfit                       what is stored does not go with an update: one action's reason
    Unsupported                 DynamoDB may do it, this store does not: a defect of the test, not of the request

The codes and texts are DynamoDB's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from botocore.exceptions import ClientError

Reason: TypeAlias = dict[str, Any]
"""One of CancellationReasons: `{"Code"}`, for a failed one also `Message`, with ALL_OLD also `Item`."""

NO_REASON = "None"


class Failure(Exception):  # noqa: N818 - what it becomes is called an error
    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details

    def as_client_error(self, operation: str) -> ClientError:
        response: Any = {
            "Error": {"Code": self.code, "Message": self.message},
            "ResponseMetadata": {"HTTPStatusCode": 400},
            **self.details,
        }
        return ClientError(response, operation)


class Refused(Failure):
    def __init__(self, message: str) -> None:
        super().__init__("ValidationException", message)


class NotFound(Failure):
    def __init__(self) -> None:
        super().__init__("ResourceNotFoundException", "Requested resource not found")


class ConditionFailed(Failure):
    def __init__(self, reason: Reason) -> None:
        old = {"Item": reason["Item"]} if "Item" in reason else {}
        super().__init__("ConditionalCheckFailedException", reason["Message"], **old)


class Mismatch(Failure):
    def __init__(self) -> None:
        super().__init__(
            "IdempotentParameterMismatchException",
            "The request uses the same client token as a previous, but non-identical request.",
        )


class Cancelled(Failure):
    def __init__(self, reasons: Sequence[Reason]) -> None:
        codes = ", ".join(reason["Code"] for reason in reasons)
        message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
        super().__init__(
            "TransactionCanceledException", message, Message=message, CancellationReasons=list(reasons)
        )


class Unfit(Exception):  # noqa: N818 - a reason, not an error
    """Its text is the reason's message."""


class Unsupported(NotImplementedError):  # noqa: N818 - as NotImplemented is none
    """Names what it is."""
