"""Task tokens of executions that wait for an answer: kept with what it is about, and told when it is there.

A task that is tried again has a new token, and Step Functions gives tokens no order: the latest are kept, and each
that may still be waited for is told. Those that are not waited for are gone, and that is well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.busy import error_code
from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.contract import Command
from lambdas.shared.errors import InvalidCommand, Transient
from lambdas.shared.reads import read
from lambdas.shared.writes import Write, unexpected, update

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.shared.items import Item
    from lambdas.shared.world import World

MOST = 20
_GONE = frozenset({"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"})


@dataclass(frozen=True, kw_only=True)
class Yes:
    """`since` is the time of the answer (ISO 8601), from which on the saga's deadline counts anew."""

    since: str


@dataclass(frozen=True, kw_only=True)
class No:
    """As a function's rejection."""

    code: str
    message: str


Told: TypeAlias = Yes | No


def token_of(command: Command) -> str:
    """Raises InvalidCommand."""
    if command.token is None:
        raise InvalidCommand(f"token is missing in the command to {command.step}")
    return command.token


def mark_of(token: str) -> str:
    """Short, and fit to be part of a key."""
    return sha256(token.encode()).hexdigest()[:16]


def note(  # noqa: PLR0913 - all by keyword
    world: World,
    *,
    table: str,
    key: Item,
    token: str,
    unchanged: Sequence[str] = (),
    beside: Callable[[Item], Sequence[Write]],
) -> None:
    """That this token waits as well, for what `tokens` of the item are kept. Raises Transient.

    `beside` is what is committed with it, for the item as it was found, if what is named in `unchanged` still is so:
    an answer that came before the token is told once more by that. When a condition fails it is looked at again.
    """
    found = read(world, table=table, key=key)
    while found and token not in found["tokens"]:
        guards = {name: found[name] for name in unchanged}
        noted = update(
            table=table,
            key=key,
            expression="SET #tokens = :after",
            condition=" AND ".join(["#tokens = :before", *(f"#{name} = :{name}" for name in guards)]),
            values={"after": [*found["tokens"], token][-MOST:], "before": found["tokens"], **guards},
            refused=unexpected("another token, or the answer, came in between"),
        )
        with suppress(ConditionFailed):
            commit(world, (noted, *beside(found)))
        found = read(world, table=table, key=key)


def tell(tokens: Sequence[str], answer: Told, states: SFNClient) -> int:
    """How many of them were waited for. Safe to repeat. Raises Transient."""
    return sum(_told(token, answer, states) for token in reversed(tokens))


def _told(token: str, answer: Told, states: SFNClient) -> bool:
    try:
        if isinstance(answer, Yes):
            states.send_task_success(taskToken=token, output=json.dumps(answer.since))
        else:
            states.send_task_failure(taskToken=token, error="Rejected", cause=_cause(answer))
    except BotoCoreError as error:
        raise Transient(f"Step Functions did not answer: {error}") from error
    except ClientError as error:
        if error_code(error) in _GONE:
            return False
        raise Transient(f"Step Functions took no answer: {error_code(error)}") from error
    return True


def _cause(no: No) -> str:
    return json.dumps({"errorType": "Rejected", "errorMessage": f"{no.code}: {no.message}"})
