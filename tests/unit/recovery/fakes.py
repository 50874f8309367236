"""Step Functions as far as recovery uses it, in memory: executions by ARN, and the task that waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

from lambdas.recovery.executions import Executions

SAGA = "arn:aws:states:us-east-1:123456789012:stateMachine:CreateOrder"
RECOVERY = "arn:aws:states:us-east-1:123456789012:stateMachine:CreateOrderRecovery"
RUN = SAGA.replace("stateMachine", "execution")
RECOVERED = RECOVERY.replace("stateMachine", "execution")


class AlreadyExists(ClientError):  # noqa: N818 - named as the service names it
    pass


class DoesNotExist(ClientError):  # noqa: N818
    pass


def client_error(code: str, operation: str = "Any") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "made up"}}, operation)


@dataclass
class FakeStates:
    """`executions` are `(status, input)` by ARN; `started` are ARNs. `fails_with` is raised by every call.

    Nobody waits any more for the tokens in `gone`.
    """

    executions: dict[str, tuple[str, str]] = field(default_factory=dict)
    started: list[str] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    fails_with: Exception | None = None
    gone: frozenset[str] = frozenset()
    exceptions: Any = field(
        default_factory=lambda: SimpleNamespace(
            ExecutionAlreadyExists=AlreadyExists, ExecutionDoesNotExist=DoesNotExist
        )
    )

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803
        self._fail()
        if executionArn not in self.executions:
            raise DoesNotExist({"Error": {"Code": "ExecutionDoesNotExist"}}, "DescribeExecution")
        status, given = self.executions[executionArn]
        return {"name": executionArn.rpartition(":")[2], "status": status, "input": given}

    def list_executions(self, *, stateMachineArn: str, statusFilter: str, maxResults: int) -> dict[str, Any]:  # noqa: N803
        self._fail()
        runs = stateMachineArn.replace(":stateMachine:", ":execution:")
        arns = [arn for arn, (status, _) in self.executions.items() if status == statusFilter]
        found = [{"executionArn": arn} for arn in arns if arn.rpartition(":")[0] == runs]
        return {"executions": found[:maxResults]}

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> dict[str, str]:  # noqa: A002, N803
        self._fail()
        arn = f"{stateMachineArn.replace(':stateMachine:', ':execution:')}:{name}"
        if arn in self.executions and self.executions[arn] != ("RUNNING", input):
            raise AlreadyExists({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        self.executions[arn] = ("RUNNING", input)
        self.started.append(arn)
        return {"executionArn": arn}

    def send_task_success(self, *, taskToken: str, output: str) -> None:  # noqa: N803
        self._fail()
        if taskToken in self.gone:
            raise client_error("TaskTimedOut", "SendTaskSuccess")
        self.sent.append((taskToken, output))

    def _fail(self) -> None:
        if self.fails_with:
            raise self.fails_with


def executions_on(states: FakeStates) -> Executions:
    return Executions(states=states, saga=SAGA, recovery=RECOVERY)  # type: ignore[arg-type]
