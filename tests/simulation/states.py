"""Step Functions as its clients see it, over the interpreter: start, describe, answer a task's token."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from statemachines.simulator.machine import Machine
from statemachines.simulator.stepfunctions import Execution, StepFunctions, UnknownToken
from tests.simulation.hub import Hub

ARN = "arn:aws:states:us-east-1:123456789012:{kind}:{name}"


class ExecutionAlreadyExists(ClientError):  # noqa: N818 - named as the service names it
    pass


class ExecutionDoesNotExist(ClientError):  # noqa: N818
    pass


class _Exceptions:
    ExecutionAlreadyExists = ExecutionAlreadyExists
    ExecutionDoesNotExist = ExecutionDoesNotExist


def machine_arn(name: str) -> str:
    return ARN.format(kind="stateMachine", name=name)


def execution_arn(machine: str, name: str) -> str:
    return f"{ARN.format(kind='execution', name=machine)}:{name}"


@dataclass
class StatesClient:
    """A boto3 client as far as recovery, the API and a person need one. `executions` are by ARN."""

    hub: Hub
    service: StepFunctions
    machines: Mapping[str, Machine]
    executions: dict[str, Execution] = field(default_factory=dict)
    exceptions = _Exceptions

    def list_executions(self, **request: Any) -> dict[str, Any]:
        return self.hub.call(lambda: self._list(**request))

    def start_execution(self, **request: Any) -> dict[str, Any]:
        return self.hub.call(lambda: self._start(**request))

    def describe_execution(self, **request: Any) -> dict[str, Any]:
        return self.hub.call(lambda: self._describe(**request))

    def send_task_success(self, **request: Any) -> dict[str, Any]:
        return self.hub.call(lambda: self._succeed(**request))

    def send_task_failure(self, **request: Any) -> dict[str, Any]:
        return self.hub.call(lambda: self._fail(**request))

    def _start(self, *, stateMachineArn: str, name: str, input: str) -> dict[str, Any]:  # noqa: A002, N803 - boto3's
        machine = stateMachineArn.rpartition(":")[2]
        arn = execution_arn(machine, name)
        known = self.executions.get(arn)
        if known and (known.status != "RUNNING" or known.input != json.loads(input)):
            raise ExecutionAlreadyExists({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")
        if not known:
            self.executions[arn] = self.service.start(
                self.machines[machine], name=name, input=json.loads(input)
            )
        return {"executionArn": arn}

    def _list(self, *, stateMachineArn: str, statusFilter: str, maxResults: int) -> dict[str, Any]:  # noqa: N803
        name = stateMachineArn.rpartition(":")[2]
        found = [
            {"executionArn": arn}
            for arn, execution in self.executions.items()
            if execution.machine.name == name and execution.status == statusFilter
        ]
        return {"executions": found[::-1][:maxResults]}

    def _describe(self, *, executionArn: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        execution = self.executions.get(executionArn)
        if execution is None:
            raise ExecutionDoesNotExist({"Error": {"Code": "ExecutionDoesNotExist"}}, "DescribeExecution")
        found = {
            "executionArn": executionArn,
            "name": execution.name,
            "status": execution.status,
            "input": json.dumps(execution.input, sort_keys=True, separators=(",", ":")),
        }
        return found | ({"output": json.dumps(execution.output)} if execution.status == "SUCCEEDED" else {})

    def _succeed(self, *, taskToken: str, output: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        try:
            self.service.succeed(taskToken, json.loads(output))
        except UnknownToken as gone:
            raise ClientError({"Error": {"Code": "TaskTimedOut"}}, "SendTaskSuccess") from gone
        return {}

    def _fail(self, *, taskToken: str, error: str, cause: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        try:
            self.service.fail(taskToken, error=error, cause=cause)
        except UnknownToken as gone:
            raise ClientError({"Error": {"Code": "TaskTimedOut"}}, "SendTaskFailure") from gone
        return {}
