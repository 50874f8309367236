"""Telling the execution that waits what a person answered: from the answer's event, so that it is never forgotten.

A yes is the time of the answer, from which on the saga's deadline counts anew; a no is a rejection. Each token that
may still be waited for is told; those that are not are gone, and that is well. Safe to repeat.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.approval import ANSWERS, NOT_APPROVED, ApprovalStatus
from lambdas.shared.busy import error_code
from lambdas.shared.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.items import Item

_GONE = frozenset({"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"})


def tell(found: Item, states: SFNClient) -> int:
    """How many tokens were waited for; none for a question without an answer. Raises Transient."""
    if ApprovalStatus(found["status"]) not in ANSWERS:
        return 0
    return sum(_told(token, found, states) for token in reversed(found["tokens"]))


def _told(token: str, found: Item, states: SFNClient) -> bool:
    try:
        if found["status"] == ApprovalStatus.APPROVED:
            states.send_task_success(taskToken=token, output=json.dumps(found["answered_at"]))
        else:
            states.send_task_failure(taskToken=token, error="Rejected", cause=_cause(found))
    except BotoCoreError as error:
        raise Transient(f"Step Functions did not answer: {error}") from error
    except ClientError as error:
        if error_code(error) in _GONE:
            return False
        raise Transient(f"Step Functions took no answer: {error_code(error)}") from error
    return True


def _cause(found: Item) -> str:
    """As a function's rejection comes."""
    code, reason = found.get("code", NOT_APPROVED), found.get("reason") or "a person said no"
    return json.dumps({"errorType": "Rejected", "errorMessage": f"{code}: {reason}"})
