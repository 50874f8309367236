"""Recovery's wiring: which events wake it, what becomes of those it cannot handle, the schedule, the index."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.shared import pending
from statemachines.create_order import CREATE_ORDER
from tests.infra.resources import Resource, Resources, target

SAGA_MACHINES = {
    "create-order": "CreateOrderMachine",
    "cancel-order": "CancelOrderMachine",
    "change-order": "ChangeOrderMachine",
    "place-together": "PlaceTogetherMachine",
}
RECOVERY_MACHINES = {
    "create-order": "CreateOrderRecoveryMachine",
    "cancel-order": "CancelOrderRecoveryMachine",
    "change-order": "ChangeOrderRecoveryMachine",
    "place-together": "PlaceTogetherRecoveryMachine",
}
MACHINES = (
    "CreateOrderMachine",
    "CreateOrderRecoveryMachine",
    "CancelOrderMachine",
    "CancelOrderRecoveryMachine",
    "ChangeOrderMachine",
    "ChangeOrderRecoveryMachine",
    "PlaceTogetherMachine",
    "PlaceTogetherRecoveryMachine",
)


def function(dev: Resources, name: str) -> Resource:
    (found,) = dev.functions()[f"lambdas.recovery.handler.{name}"]
    return found


def variables(dev: Resources, name: str) -> dict[str, Any]:
    given = function(dev, name).properties["Environment"]["Variables"]
    return {key: value for key, value in given.items() if not key.startswith("POWERTOOLS_")}


def rule_to(dev: Resources, name: str) -> Resource:
    arn = f"{function(dev, name).id}.Arn"
    (found,) = [
        rule
        for rule in dev.of_type("Events::Rule")
        if arn in {target(each["Arn"]) for each in rule.properties["Targets"]}
    ]
    return found


def test_what_was_cut_off_wakes_recovery_and_nothing_else_does(dev: Resources) -> None:
    rule = rule_to(dev, "recover").properties
    assert rule["EventPattern"] == {
        "source": ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        "detail": {
            "status": ["FAILED", "TIMED_OUT", "ABORTED"],
            "stateMachineArn": [{"Ref": machine.id} for machine in dev.machines(*MACHINES)],
        },
    }


def test_the_rule_is_on_the_default_bus_where_aws_s_own_events_are(dev: Resources) -> None:
    assert "EventBusName" not in rule_to(dev, "recover").properties


@pytest.mark.parametrize("name", ["recover", "sweep"])
def test_eventbridge_may_call_the_function_for_its_own_rule_only(dev: Resources, name: str) -> None:
    (permission,) = [
        each.properties
        for each in dev.of_type("Lambda::Permission")
        if target(each.properties["FunctionName"]) == f"{function(dev, name).id}.Arn"
    ]
    assert permission["Principal"] == "events.amazonaws.com"
    assert target(permission["SourceArn"]) == f"{rule_to(dev, name).id}.Arn"


def test_an_event_that_is_not_delivered_or_not_handled_is_kept(dev: Resources) -> None:
    (rule_target,) = rule_to(dev, "recover").properties["Targets"]
    invoked = asynchronous(dev, "recover")
    assert invoked["MaximumRetryAttempts"] == 2
    assert target(rule_target["DeadLetterConfig"]["Arn"]) == target(
        invoked["DestinationConfig"]["OnFailure"]["Destination"]
    )


def asynchronous(dev: Resources, name: str) -> Any:
    (found,) = [
        each.properties
        for each in dev.of_type("Lambda::EventInvokeConfig")
        if target(each.properties["FunctionName"]) == function(dev, name).id
    ]
    return found


def test_the_sweep_comes_every_five_minutes_and_is_over_before_the_next(dev: Resources) -> None:
    assert rule_to(dev, "sweep").properties["ScheduleExpression"] == "rate(5 minutes)"
    assert function(dev, "sweep").properties["Timeout"] < 5 * 60
    assert asynchronous(dev, "sweep")["MaximumRetryAttempts"] == 0


def test_the_sweep_leaves_an_order_alone_until_its_deadline_is_well_past(dev: Resources) -> None:
    after = int(variables(dev, "sweep")["PENDING_AFTER_SECONDS"])
    assert CREATE_ORDER.deadline + 60 <= after <= 2 * CREATE_ORDER.deadline


def test_the_index_of_pending_orders_is_the_one_that_orders_and_the_sweep_know(dev: Resources) -> None:
    assert dev.index("orders", pending.INDEX) == {
        "IndexName": "pending",
        "KeySchema": [
            {"AttributeName": pending.SHARD, "KeyType": "HASH"},
            {"AttributeName": pending.SINCE, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }


def test_no_table_but_those_of_orders_and_webhooks_has_an_index(dev: Resources) -> None:
    indexed = {
        each.id for each in dev.of_type("DynamoDB::Table") if "GlobalSecondaryIndexes" in each.properties
    }
    assert indexed == {dev.table("orders"), dev.table("webhooks")}


def test_each_function_is_told_what_it_needs_and_no_more(dev: Resources) -> None:
    table = {"RECOVERY_TABLE": {"Ref": dev.table("recovery")}}
    machines = {name: variables(dev, "recover").get(name) for name in ("SAGA_MACHINES", "RECOVERY_MACHINES")}
    assert variables(dev, "park") == table
    assert variables(dev, "decide") == table
    assert variables(dev, "recover") == machines
    assert variables(dev, "sweep") == {
        **table,
        **machines,
        "ORDERS_TABLE": {"Ref": dev.table("orders")},
        "STATE_MACHINE_ARN": {"Ref": dev.machine().id},
        "PENDING_AFTER_SECONDS": variables(dev, "sweep")["PENDING_AFTER_SECONDS"],
    }


@pytest.mark.parametrize(
    ("variable", "machines"), [("SAGA_MACHINES", SAGA_MACHINES), ("RECOVERY_MACHINES", RECOVERY_MACHINES)]
)
def test_recovery_knows_the_machines_of_each_saga_by_its_name(
    dev: Resources, variable: str, machines: dict[str, str]
) -> None:
    assert dev.by_name(variables(dev, "recover")[variable]) == {
        saga: dev.machine(output).id for saga, output in machines.items()
    }


def test_the_outputs_name_the_functions_that_the_command_line_calls(dev: Resources) -> None:
    for output, name in (("RecoveryDecideFunction", "decide"), ("RecoveryRecoverFunction", "recover")):
        assert target(dev.template["Outputs"][output]["Value"]) == function(dev, name).id
