"""The right to look at executions of a state machine. An execution has no ARN before it starts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from cdk.acknowledge import acknowledge

if TYPE_CHECKING:
    from aws_cdk import CfnElement
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_stepfunctions as sfn
    from constructs import Construct


def grant_describe(scope: Construct, machine: sfn.StateMachine, grantee: iam.IGrantable) -> None:
    """Any execution of this machine, and none of another. `scope` is where the grantee's role is."""
    machine.grant_execution(grantee, "states:DescribeExecution")
    finding = f"IAM5[Resource::{_any_execution(machine)}]"
    reason = "An execution is named when it starts, so the machine's name has to do."
    acknowledge(scope, finding, reason=reason)


def _any_execution(machine: sfn.StateMachine) -> str:
    """How cdk-nag writes the ARN that `grant_execution` makes."""
    resource = machine.stack.get_logical_id(cast("CfnElement", machine.node.default_child))
    name = json.dumps({"Fn::Select": [6, {"Fn::Split": [":", {"Ref": resource}]}]}, separators=(",", ":"))
    return f"arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:{name}:*"
