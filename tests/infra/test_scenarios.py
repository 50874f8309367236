"""What the scenarios look for in a stack in an AWS account is there, by the names they look for."""

from __future__ import annotations

from ops.cloud import PARTICIPANTS
from tests.scenarios.targets.audit import audit_trail
from tests.support.synthesis import template_of
from tests.unit.scenarios.account import STACK, CloudFormation


def test_the_log_of_all_events_is_found_among_the_stacks_log_groups() -> None:
    resources = template_of("dev")["Resources"]
    logs = {name: name for name, each in resources.items() if each["Type"] == "AWS::Logs::LogGroup"}
    targets = [
        str(target["Arn"])
        for each in resources.values()
        if each["Type"] == "AWS::Events::Rule"
        for target in each["Properties"]["Targets"]
    ]

    found = audit_trail(CloudFormation({}, logs), STACK)  # type: ignore[arg-type]

    assert len(logs) > 1
    assert len([arn for arn in targets if str(found) in arn]) == 1


def test_the_outputs_say_where_the_api_the_machine_and_the_tables_are() -> None:
    tables = {f"{name.capitalize()}Table" for name in PARTICIPANTS}

    assert {"ApiUrl", "StateMachineArn"} | tables <= set(template_of("dev")["Outputs"])
