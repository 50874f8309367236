"""Parking and deciding with a real state machine of moto, which waits for its token."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lambdas.recovery.handler import decide
from lambdas.shared import clients
from lambdas.shared.world import World
from tests.adapters.parked import INPUT, KEY, RETRY, SKIP, item
from tests.support.bridge import Bridge
from tests.support.worlds import REGION, get_item

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
ROLE = "arn:aws:iam::123456789012:role/machine"

WAITING = {
    "StartAt": "parked",
    "States": {
        "parked": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
            "Parameters": {
                "FunctionName": "park",
                "Payload": {
                    "token.$": "$$.Task.Token",
                    "execution.$": "$$.Execution.Id",
                    "saga": "create-order",
                    "saga_id.$": "$.saga_id",
                    "step": "inventory.reserve",
                    "function": "inventory.release",
                    "skippable": True,
                    "error": {"Error": "Inconsistent", "Cause": "no stock"},
                    "state.$": "$",
                },
            },
            "TimeoutSeconds": 60,
            "End": True,
        }
    },
}


@pytest.fixture
def sfn(world: World) -> Iterator[SFNClient]:
    """Step Functions with a machine that parks at once."""
    assert world.table("recovery")
    Bridge({"park": "lambdas.recovery.handler.park"}, {"park": {}}, REGION).take_over()
    clients.client.cache_clear()
    client = boto3.client("stepfunctions", region_name=REGION)
    client.create_state_machine(name="waiting", definition=json.dumps(WAITING), roleArn=ROLE)
    yield client
    clients.client.cache_clear()


def start(sfn: SFNClient) -> str:
    machine = sfn.list_state_machines()["stateMachines"][0]["stateMachineArn"]
    given = json.dumps({"saga_id": "o-1", "input": INPUT})
    return sfn.start_execution(stateMachineArn=machine, name="o-1", input=given)["executionArn"]


def wait_until_parked(world: World) -> None:
    patience = time.monotonic() + 30
    while get_item(world, "recovery", KEY) is None:
        assert time.monotonic() < patience, "nothing parked"
        time.sleep(0.01)


def output_of(sfn: SFNClient, arn: str) -> Any:
    wait_until_ended(sfn, arn)
    return json.loads(sfn.describe_execution(executionArn=arn)["output"])


def wait_until_ended(sfn: SFNClient, arn: str) -> None:
    patience = time.monotonic() + 30
    while sfn.describe_execution(executionArn=arn)["status"] == "RUNNING":
        assert time.monotonic() < patience, f"{arn} does not end"
        time.sleep(0.01)


@pytest.mark.parametrize("decision", [RETRY, SKIP])
def test_the_execution_goes_on_with_its_state_and_the_decision(
    sfn: SFNClient, world: World, decision: dict[str, Any]
) -> None:
    arn = start(sfn)
    wait_until_parked(world)

    answer = decide(decision, None)

    assert answer == {"saga_id": "o-1", "function": "inventory.release", "action": decision["action"]}
    assert output_of(sfn, arn) == {
        "saga_id": "o-1",
        "input": INPUT,
        "decision": {
            "action": decision["action"],
            "by": "ada",
            "reason": decision.get("reason"),
            "at": "2026-01-01T00:00:00+00:00",
        },
    }
    kept = item(world)
    assert kept["execution"] == arn
    assert kept["status"] == "DECIDED"
    assert [entry["action"] for entry in kept["decisions"]] == [decision["action"]]
    assert [event["type"] for event in kept["events"]] == ["SagaParked", "SagaResumed"]


def test_the_execution_goes_on_with_the_corrected_input(sfn: SFNClient, world: World) -> None:
    arn = start(sfn)
    wait_until_parked(world)

    decide(RETRY | {"input": {"customer_id": "bob"}, "reason": "wrong customer"}, None)

    assert output_of(sfn, arn)["input"] == {"customer_id": "bob"}
    assert item(world)["decisions"][0]["input_changed"] is True


def test_an_execution_that_ended_meanwhile_is_said_to_wait_no_longer(sfn: SFNClient, world: World) -> None:
    arn = start(sfn)
    wait_until_parked(world)
    sfn.send_task_success(taskToken=item(world)["token"], output="{}")
    wait_until_ended(sfn, arn)

    error = decide(RETRY, None)["error"]

    assert error["code"] == "NO_LONGER_WAITING"
    assert arn in error["message"]
    assert "saga recover" in error["message"]
