"""The API's function on moto, as far as requests about orders go: no key, and no queues of endpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3

from lambdas.api.handler import handle
from lambdas.shared import clients
from tests.support.worlds import REGION
from tests.unit.api.fakes import ORDER, SOCKETS, http

if TYPE_CHECKING:
    import pytest
    from mypy_boto3_stepfunctions import SFNClient

SAGAS = ("create-order", "cancel-order", "change-order")
_ENDING = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}


@contextmanager
def api_at_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[SFNClient]:
    """Step Functions with a machine for each saga, whose executions end at once, and the function's environment."""
    client = boto3.client("stepfunctions", region_name=REGION)
    monkeypatch.setenv("SAGA_MACHINES", json.dumps({name: _machine(client, name) for name in SAGAS}))
    monkeypatch.setenv("STAGE", "dev")
    monkeypatch.setenv("SOCKETS_URL", SOCKETS.url)
    clients.client.cache_clear()
    yield client
    clients.client.cache_clear()


def _machine(client: SFNClient, name: str) -> str:
    made = client.create_state_machine(
        name=name, definition=json.dumps(_ENDING), roleArn="arn:aws:iam::123456789012:role/machine"
    )
    return made["stateMachineArn"]


def call(event: dict[str, Any]) -> tuple[int, Any]:
    answer = handle(event, None)
    return answer["statusCode"], json.loads(answer["body"])


def get(path: str, **parts: Any) -> tuple[int, Any]:
    return call(http("GET", path, **parts))


def post(path: str, body: object = None, *, key: str, **parts: Any) -> tuple[int, Any]:
    text = None if body is None else json.dumps(body)
    return call(http("POST", path, body=text, headers={"idempotency-key": key}, **parts))


def place(order: object = ORDER, *, key: str = "k-1", **parts: Any) -> tuple[int, Any]:
    return post("/orders", order, key=key, **parts)


def inputs(sfn: SFNClient, saga: str = "create-order") -> list[Any]:
    """Of all executions of the saga's machine."""
    machines = sfn.list_state_machines()["stateMachines"]
    (machine,) = [each["stateMachineArn"] for each in machines if each["name"] == saga]
    arns = [one["executionArn"] for one in sfn.list_executions(stateMachineArn=machine)["executions"]]
    return [json.loads(sfn.describe_execution(executionArn=arn)["input"]) for arn in arns]
