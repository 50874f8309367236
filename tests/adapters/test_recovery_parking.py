"""Parking and deciding on moto: a real table, a real state machine that waits for its token."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest

from lambdas.recovery import resume
from lambdas.recovery.decision import decision_of
from lambdas.recovery.handler import decide, park
from lambdas.recovery.refused import Refused
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.world import World
from tests.support import flaky
from tests.support.bridge import Bridge
from tests.support.worlds import REGION, Clock, everything, get_item
from tests.unit.recovery.fakes import FakeStates, client_error
from tests.unit.recovery.test_parking import REQUEST

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

ROLE = "arn:aws:iam::123456789012:role/machine"
KEY = {"pk": "saga#o-1", "sk": "parked#inventory.release"}
INPUT = {"customer_id": "ada"}
RETRY = {"saga_id": "o-1", "function": "inventory.release", "action": "retry", "by": "ada"}
SKIP = RETRY | {"action": "skip", "reason": "sold by hand"}

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


def item(world: World) -> dict[str, Any]:
    found = get_item(world, "recovery", KEY)
    assert found is not None
    return found


def later(world: World) -> None:
    cast("Clock", world.clock).sleep(3600)


def with_store(world: World, *acts: flaky.Act) -> None:
    worlds.install(replace(world, dynamodb=cast("Any", flaky.Flaky(world.dynamodb, acts))))


def tell(states: FakeStates, decision: dict[str, Any], world: World) -> None:
    resume.decide(decision_of(decision), world=world, states=cast("Any", states))


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


def test_a_parked_function_is_kept_with_saga_step_error_and_since_when(world: World) -> None:
    park(REQUEST, None)

    kept = item(world)
    assert {name: kept[name] for name in ("saga", "saga_id", "step", "function", "token")} == {
        name: REQUEST[name] for name in ("saga", "saga_id", "step", "function", "token")
    }
    assert (kept["status"], kept["attempts"], kept["since"]) == ("PARKED", 1, "2026-01-01T00:00:00+00:00")
    assert kept["error"]["message"] == "reservation of o-1 is not open"
    assert json.loads(kept["state"]) == REQUEST["state"]
    assert [event["type"] for event in kept["events"]] == ["SagaParked"]
    two_years = 2 * 365 * 24 * 3600
    assert kept["expires_at"] >= world.clock().timestamp() + two_years


def test_the_same_token_a_second_time_changes_nothing(world: World) -> None:
    park(REQUEST, None)
    before = everything(world, "recovery")
    later(world)

    park(REQUEST, None)

    assert everything(world, "recovery") == before


def test_parked_again_it_has_the_new_token_and_error_and_is_still_parked_since_the_first_time(
    world: World,
) -> None:
    park(REQUEST, None)
    first = item(world)
    later(world)

    park(REQUEST | {"token": "t-2", "error": {"Error": "States.Timeout", "Cause": ""}}, None)

    kept = item(world)
    assert (kept["token"], kept["attempts"], kept["since"]) == ("t-2", 2, first["since"])
    assert kept["error"]["code"] == "STEP_TIMED_OUT"
    assert [event["sequence"] for event in kept["events"]] == ["1", "2"]
    assert kept["events"][1]["data"]["since"] == first["since"]
    assert kept["expires_at"] == first["expires_at"] + 3600


def test_an_old_token_that_comes_late_does_not_take_the_place_of_the_one_that_waits(world: World) -> None:
    park(REQUEST, None)
    park(REQUEST | {"token": "t-2"}, None)
    before = everything(world, "recovery")

    park(REQUEST, None)

    assert everything(world, "recovery") == before


@pytest.mark.parametrize("before", [0, 1])
def test_two_parked_at_once_are_both_counted_and_numbered(world: World, before: int) -> None:
    def another_comes_first(through: Any) -> Any:
        worlds.install(world)
        park(REQUEST | {"token": "t-other"}, None)
        return through()

    if before:
        park(REQUEST | {"token": "t-before"}, None)
    with_store(world, another_comes_first)

    park(REQUEST, None)

    kept = item(world)
    assert (kept["attempts"], kept["token"]) == (before + 2, "t-1")
    assert [event["sequence"] for event in kept["events"]] == ["1", "2", "3"][: before + 2]


def test_parking_whose_answer_was_lost_is_done_once(world: World) -> None:
    with_store(world, flaky.answer_lost)

    park(REQUEST, None)

    assert item(world)["attempts"] == 1


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


def test_a_decision_is_recorded_before_it_is_sent_and_sent_again_when_that_broke_off(world: World) -> None:
    park(REQUEST, None)
    with pytest.raises(Refused, match=r"NOT_TOLD: .* is recorded, .* decide the same again"):
        tell(FakeStates(fails_with=client_error("ThrottlingException")), RETRY, world)
    recorded = everything(world, "recovery")
    states = FakeStates()

    tell(states, RETRY, world)

    assert everything(world, "recovery") == recorded
    ((token, output),) = states.sent
    assert token == "t-1"
    assert json.loads(output)["decision"]["by"] == "ada"


def test_a_corrected_input_that_was_recorded_is_sent_again_without_being_given_again(world: World) -> None:
    park(REQUEST, None)
    with pytest.raises(Refused):
        tell(FakeStates(fails_with=client_error("x")), RETRY | {"input": {"customer_id": "bob"}}, world)
    states = FakeStates()

    tell(states, RETRY, world)

    assert json.loads(states.sent[0][1])["input"] == {"customer_id": "bob"}


def test_a_second_and_different_decision_is_refused_while_the_first_one_stands(world: World) -> None:
    park(REQUEST, None)
    tell(FakeStates(), RETRY, world)

    assert decide(SKIP, None)["error"]["code"] == "ALREADY_DECIDED"


def test_a_function_that_parked_again_may_be_decided_anew_and_the_record_keeps_both(world: World) -> None:
    park(REQUEST, None)
    tell(FakeStates(), RETRY, world)
    park(REQUEST | {"token": "t-2"}, None)
    states = FakeStates()

    tell(states, SKIP, world)

    assert [token for token, _ in states.sent] == ["t-2"]
    assert [entry["action"] for entry in item(world)["decisions"]] == ["retry", "skip"]
    assert [event["sequence"] for event in item(world)["events"]] == ["1", "2", "3", "4"]


def test_a_decision_whose_recording_was_not_answered_is_recorded_once(world: World) -> None:
    park(REQUEST, None)
    with_store(world, flaky.answer_lost)
    states = FakeStates()

    tell(states, RETRY, worlds.current())

    assert len(states.sent) == 1
    assert len(item(world)["decisions"]) == 1


def test_a_decision_on_what_parked_anew_in_between_is_not_taken(world: World) -> None:
    def parks_anew(through: Any) -> Any:
        worlds.install(world)
        park(REQUEST | {"token": "t-2"}, None)
        return through()

    park(REQUEST, None)
    with_store(world, parks_anew)
    states = FakeStates()

    with pytest.raises(Refused, match="CHANGED"):
        tell(states, RETRY, worlds.current())

    assert states.sent == []
    assert item(world)["decisions"] == []


def test_what_is_not_parked_is_answered_with_what_is(world: World) -> None:
    park(REQUEST, None)
    park(REQUEST | {"function": "orders.reject", "token": "t-2"}, None)
    tell(FakeStates(), RETRY | {"function": "orders.reject"}, world)

    error = decide(RETRY | {"function": "inventory.ship"}, None)["error"]

    assert error == {
        "code": "NOT_PARKED",
        "message": "inventory.ship of saga o-1 is not parked; parked there: inventory.release",
    }


def test_a_saga_without_anything_parked_is_told_so(world: World) -> None:
    assert everything(world, "recovery") == []

    assert "parked there: nothing" in decide(RETRY, None)["error"]["message"]


def test_what_is_refused_is_not_recorded(world: World) -> None:
    park(REQUEST | {"skippable": False}, None)
    before = everything(world, "recovery")

    assert decide(SKIP, None)["error"]["code"] == "NOT_SKIPPABLE"
    assert decide(RETRY | {"input": {}}, None)["error"]["code"] == "INVALID_DECISION"
    assert decide({}, None)["error"]["code"] == "INVALID_DECISION"

    assert everything(world, "recovery") == before
