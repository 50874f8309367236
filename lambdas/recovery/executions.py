"""Executions of one saga and of its recovery, as Step Functions knows them: looked up and started.

A saga's own execution is named as the saga. Its recoveries count generations: `<saga_id>-r1`, `-r2`, …
A recovery is told by its machine and never by its name, since a saga's id may end like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.busy import error_code
from lambdas.shared.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

DEAD = frozenset({"ABORTED", "FAILED", "TIMED_OUT"})

_LONGEST_NAME = 80
_MOST_LISTED = 1000
"""What one request can list."""

_LATEST, _OF_THE_REST = 15, 10
"""How many of them are looked at, of each kind: more would take too long."""

_GENERATION = re.compile(r".*-r(?P<generation>[1-9][0-9]*)", re.DOTALL)
_DEFECTS = frozenset({"AccessDeniedException", "InvalidExecutionInput", "InvalidName", "ValidationException"})


@dataclass(frozen=True, kw_only=True)
class Execution:
    """`input` is the JSON it was started with; `generation` is 0 for the saga's own execution."""

    arn: str
    status: str
    input: str
    generation: int

    @property
    def dead(self) -> bool:
        return self.status in DEAD


@dataclass(frozen=True, kw_only=True)
class Executions:
    """`saga` and `recovery` are the ARNs of the two machines."""

    states: SFNClient
    saga: str
    recovery: str
    random: Random = field(default_factory=Random)

    def find(self, arn: str) -> Execution | None:
        """None for one that is not there, or not of these machines. Raises Transient."""
        machine = _machine_of(arn)
        if machine not in (self.saga, self.recovery):
            return None
        try:
            found = self.states.describe_execution(executionArn=arn)
        except self.states.exceptions.ExecutionDoesNotExist:
            return None
        except (BotoCoreError, ClientError) as error:
            raise _silent(error) from error
        generation = 0 if machine == self.saga else generation_of(found["name"])
        return Execution(arn=arn, status=found["status"], input=found["input"], generation=generation)

    def of_saga(self, saga_id: str) -> Execution | None:
        return self.find(_execution_arn(self.saga, saga_id))

    def of_generation(self, saga_id: str, generation: int) -> Execution | None:
        return self.find(_execution_arn(self.recovery, recovery_name(saga_id, generation)))

    def cut_off(self) -> Iterator[Execution]:
        """Of either machine that were cut off: the latest of each kind, and a few of those before them, by chance, so
        that none is hidden for ever by those that came after it. Raises Transient.
        """
        for machine in (self.saga, self.recovery):
            for status in sorted(DEAD):
                for arn in self._some(self._listed(machine, status)):
                    execution = self.find(arn)
                    if execution:
                        yield execution

    def start(self, saga_id: str, generation: int, *, given: str) -> str | None:
        """The ARN of the recovery started, None when it had been before. Raises Transient."""
        name = recovery_name(saga_id, generation)
        try:
            started = self.states.start_execution(stateMachineArn=self.recovery, name=name, input=given)
        except self.states.exceptions.ExecutionAlreadyExists:
            return None
        except (BotoCoreError, ClientError) as error:
            raise _silent(error) from error
        return started["executionArn"]

    def arn_of(self, saga_id: str, generation: int) -> str:
        return _execution_arn(self.recovery, recovery_name(saga_id, generation))

    def _some(self, arns: list[str]) -> list[str]:
        latest, rest = arns[:_LATEST], arns[_LATEST:]
        return [*latest, *self.random.sample(rest, min(len(rest), _OF_THE_REST))]

    def _listed(self, machine: str, status: str) -> list[str]:
        try:
            answer = self.states.list_executions(
                stateMachineArn=machine,
                statusFilter=status,  # type: ignore[arg-type]
                maxResults=_MOST_LISTED,
            )
        except (BotoCoreError, ClientError) as error:
            raise _silent(error) from error
        return [execution["executionArn"] for execution in answer["executions"]]


def recovery_name(saga_id: str, generation: int) -> str:
    """At most 80 characters: the end of a long id gives way to its hash."""
    suffix = f"-r{generation}"
    if len(saga_id) + len(suffix) > _LONGEST_NAME:
        digest = sha256(saga_id.encode()).hexdigest()[:16]
        return f"{saga_id[: _LONGEST_NAME - len(digest) - len(suffix) - 1]}-{digest}{suffix}"
    return saga_id + suffix


def generation_of(name: str) -> int:
    """Of a recovery's execution; one that a person started under another name counts as the first."""
    match = _GENERATION.fullmatch(name)
    return int(match["generation"]) if match else 1


def _machine_of(arn: str) -> str:
    return arn.rpartition(":")[0].replace(":execution:", ":stateMachine:", 1)


def _execution_arn(machine: str, name: str) -> str:
    return f"{machine.replace(':stateMachine:', ':execution:', 1)}:{name}"


def _silent(error: Exception) -> Exception:
    """What may be tried again as Transient, what will never work as it is."""
    if isinstance(error, ClientError) and error_code(error) in _DEFECTS:
        return error
    return Transient(f"Step Functions did not answer: {error}")
