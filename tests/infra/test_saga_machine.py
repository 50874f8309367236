"""The state machine is the committed ASL with each placeholder replaced by the function it names."""

from __future__ import annotations

import re
from pathlib import Path

from tests.infra.resources import Resources, target

_ASL = Path(__file__).parents[2] / "statemachines" / "create_order.asl.json"


def test_the_definition_is_the_committed_asl(dev: Resources) -> None:
    assert dev.the("StepFunctions::StateMachine").properties["DefinitionString"] == _ASL.read_text()


def test_every_placeholder_is_substituted_and_every_substitution_used(dev: Resources) -> None:
    placeholders = set(re.findall(r"\$\{(\w+)}", _ASL.read_text()))
    given = dev.the("StepFunctions::StateMachine").properties["DefinitionSubstitutions"]
    assert placeholders == set(given)


def test_a_placeholder_stands_for_the_function_of_its_name(dev: Resources) -> None:
    given = dev.the("StepFunctions::StateMachine").properties["DefinitionSubstitutions"]
    handlers = {f"{function.id}.Arn": handler for handler, (function, *_) in dev.functions().items()}
    named = {name: handlers[target(arn)] for name, arn in given.items() if name != "Partition"}
    assert named["CustomersReserveCredit"] == "lambdas.customers.handler.reserve_credit"
    for name, handler in named.items():
        _, participant, _, action = handler.split(".")
        assert name.lower() == participant + action.replace("_", "")


def test_the_partition_is_the_one_it_is_deployed_to(dev: Resources) -> None:
    given = dev.the("StepFunctions::StateMachine").properties["DefinitionSubstitutions"]
    assert given["Partition"] == {"Ref": "AWS::Partition"}


def test_errors_are_logged_without_what_customers_sent(dev: Resources) -> None:
    logging = dev.the("StepFunctions::StateMachine").properties["LoggingConfiguration"]
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ERROR", False)


def test_a_saga_is_a_standard_workflow_since_it_may_last_longer_than_five_minutes(dev: Resources) -> None:
    assert dev.the("StepFunctions::StateMachine").properties["StateMachineType"] == "STANDARD"
