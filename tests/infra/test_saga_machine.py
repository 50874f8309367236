"""The state machines are the committed ASL with each placeholder replaced by the function it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.infra.resources import Resource, Resources, target

_ASL = Path(__file__).parents[2] / "statemachines"
_FILES = {
    "CreateOrderMachine": _ASL / "create_order.asl.json",
    "CreateOrderRecoveryMachine": _ASL / "create_order_recovery.asl.json",
    "CancelOrderMachine": _ASL / "cancel_order.asl.json",
    "CancelOrderRecoveryMachine": _ASL / "cancel_order_recovery.asl.json",
    "ChangeOrderMachine": _ASL / "change_order.asl.json",
    "ChangeOrderRecoveryMachine": _ASL / "change_order_recovery.asl.json",
    "PlaceTogetherMachine": _ASL / "place_together.asl.json",
    "PlaceTogetherRecoveryMachine": _ASL / "place_together_recovery.asl.json",
}


@pytest.fixture(params=_FILES)
def output(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def machine(dev: Resources, output: str) -> Resource:
    return dev.machine(output)


def test_there_are_no_other_machines(dev: Resources) -> None:
    assert {each.id for each in dev.of_type("StepFunctions::StateMachine")} == {
        dev.machine(output).id for output in _FILES
    }


def test_the_machines_of_the_saga_that_makes_orders_are_also_called_as_when_there_was_no_other(
    dev: Resources,
) -> None:
    assert dev.machines("StateMachine", "RecoveryMachine") == dev.machines(
        "CreateOrderMachine", "CreateOrderRecoveryMachine"
    )


def test_each_saga_has_machines_of_its_own(dev: Resources) -> None:
    assert len({machine.id for machine in dev.machines(*_FILES)}) == len(_FILES)


def test_the_definition_is_the_committed_asl(machine: Resource, output: str) -> None:
    assert machine.properties["DefinitionString"] == _FILES[output].read_text()


def test_every_placeholder_is_substituted_and_every_substitution_used(machine: Resource, output: str) -> None:
    placeholders = set(re.findall(r"\$\{(\w+)}", _FILES[output].read_text()))
    assert placeholders == set(machine.properties["DefinitionSubstitutions"])


def test_a_placeholder_stands_for_the_function_of_its_name(dev: Resources, machine: Resource) -> None:
    given = machine.properties["DefinitionSubstitutions"]
    handlers = {f"{function.id}.Arn": handler for handler, (function, *_) in dev.functions().items()}
    named = {name: handlers[target(arn)] for name, arn in given.items() if name != "Partition"}
    assert named["RecoveryPark"] == "lambdas.recovery.handler.park"
    for name, handler in named.items():
        _, participant, _, action = handler.split(".")
        assert name.lower() == participant + action.replace("_", "")


def test_the_partition_is_the_one_it_is_deployed_to(machine: Resource) -> None:
    given = machine.properties["DefinitionSubstitutions"]
    assert given["Partition"] == {"Ref": "AWS::Partition"}


def test_errors_are_logged_without_what_customers_sent(machine: Resource) -> None:
    logging = machine.properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)


def test_a_saga_is_a_standard_workflow_since_it_may_last_longer_than_five_minutes(machine: Resource) -> None:
    assert machine.properties["StateMachineType"] == "STANDARD"
