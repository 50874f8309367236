"""Step Functions and Lambda as the commands see them; the tables are moto's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)
"""When the commands are run."""

_MACHINE = "arn:aws:states:us-east-1:1:stateMachine:"
SAGA, RECOVERY = f"{_MACHINE}create-order", f"{_MACHINE}create-order-recovery"
CANCEL, CANCEL_RECOVERY = f"{_MACHINE}cancel-order", f"{_MACHINE}cancel-order-recovery"
CHANGE, CHANGE_RECOVERY = f"{_MACHINE}change-order", f"{_MACHINE}change-order-recovery"
GROUP, GROUP_RECOVERY = f"{_MACHINE}place-together", f"{_MACHINE}place-together-recovery"
OUTPUTS = {
    "CreateOrderMachineArn": SAGA,
    "CreateOrderRecoveryMachineArn": RECOVERY,
    "CancelOrderMachineArn": CANCEL,
    "CancelOrderRecoveryMachineArn": CANCEL_RECOVERY,
    "ChangeOrderMachineArn": CHANGE,
    "ChangeOrderRecoveryMachineArn": CHANGE_RECOVERY,
    "PlaceTogetherMachineArn": GROUP,
    "PlaceTogetherRecoveryMachineArn": GROUP_RECOVERY,
    "RecoveryDecideFunction": "decide",
    "RecoveryRecoverFunction": "recover",
}
INPUT = {"customer_id": "alice", "items": [{"sku": "mug", "quantity": 2}], "callback_url": None}


def arn(name: str, machine: str = SAGA) -> str:
    return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"


class _Exceptions:
    class ExecutionDoesNotExist(Exception):  # noqa: N818 - as botocore names it
        pass


@dataclass
class FakeStates:
    """`executions` by ARN, as DescribeExecution tells them; `histories` by ARN."""

    executions: dict[str, dict[str, Any]] = field(default_factory=dict)
    histories: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    exceptions: type[_Exceptions] = _Exceptions

    def add(  # noqa: PLR0913 - an execution, all by keyword
        self,
        name: str,
        status: str,
        *,
        minutes_ago: float = 10,
        machine: str = SAGA,
        output: Mapping[str, Any] | None = None,
        events: Sequence[dict[str, Any]] = (),
        error: str = "",
        given: Mapping[str, Any] = INPUT,
    ) -> str:
        """The ARN of an execution that has run for a minute, or still does."""
        started = NOW - timedelta(minutes=minutes_ago)
        told: dict[str, Any] = {"status": status, "startDate": started, "name": name}
        told["input"] = json.dumps({"saga_id": name.rpartition("-r")[0] or name, "input": dict(given)})
        if status != "RUNNING":
            told["stopDate"] = started + timedelta(minutes=1)
        if output is not None:
            told["output"] = json.dumps(output)
        if error:
            told["error"] = error
        self.executions[arn(name, machine)] = told
        self.histories[arn(name, machine)] = list(events)
        return arn(name, machine)

    def describe_execution(self, *, executionArn: str) -> dict[str, Any]:  # noqa: N803
        if executionArn not in self.executions:
            raise self.exceptions.ExecutionDoesNotExist(executionArn)
        return {"executionArn": executionArn, **self.executions[executionArn]}

    def get_execution_history(self, *, executionArn: str, **_how: Any) -> dict[str, Any]:  # noqa: N803
        """The latest first, which is how only one page of it is asked for."""
        return {"events": list(reversed(self.histories[executionArn]))}

    def get_paginator(self, operation: str) -> _Pages:
        return _Pages(self, operation)


@dataclass
class _Pages:
    """One execution, or one event, a page."""

    states: FakeStates
    operation: str

    def paginate(self, **given: Any) -> Iterator[dict[str, Any]]:
        if self.operation == "get_execution_history":
            yield from ({"events": [event]} for event in self.states.histories[given["executionArn"]])
            return
        mine = [
            {"executionArn": each, **told}
            for each, told in self.states.executions.items()
            if each.rpartition(":")[0] == arn("", given["stateMachineArn"])[:-1]
            and given.get("statusFilter") in (None, told["status"])
        ]
        for told in sorted(mine, key=lambda told: told["startDate"], reverse=True):
            yield {"executions": [told]}


@dataclass
class FakeFunctions:
    """Answers every invocation with `answer` and keeps what it was asked."""

    answer: Any = field(default_factory=dict)
    failed: bool = False
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        self.asked.append((FunctionName, json.loads(Payload)))
        error = {"FunctionError": "Unhandled"} if self.failed else {}
        return {"StatusCode": 200, "Payload": BytesIO(json.dumps(self.answer).encode()), **error}
