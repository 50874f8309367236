"""A state machine, made from the committed ASL.

Each `${Placeholder}` of the ASL is replaced by the ARN of its function, and the machine's role may invoke
exactly these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cdk.acknowledge import acknowledge
from cdk.logs import log_group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_lambda as lambda_

    from cdk.settings import Settings

_PLACEHOLDER = re.compile(r"\$\{(\w+)}")
_PARTITION = "Partition"


class SagaMachine(Construct):
    """`functions` maps placeholders to what they stand for; `asl` is the text, with some of them in it."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        asl: str,
        functions: Mapping[str, lambda_.IFunction],
        settings: Settings,
    ) -> None:
        super().__init__(scope, id_)
        called = [name for name in dict.fromkeys(_PLACEHOLDER.findall(asl)) if name != _PARTITION]
        arns = {name: functions[name].function_arn for name in called}
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=list(arns.values()))
        )
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            definition_body=sfn.DefinitionBody.from_string(asl),
            definition_substitutions={**arns, _PARTITION: Aws.PARTITION},
            state_machine_type=sfn.StateMachineType.STANDARD,
            role=role,
            logs=sfn.LogOptions(
                destination=log_group(self, "Log", settings=settings),
                level=sfn.LogLevel.ERROR,
                include_execution_data=False,
            ),
        )
        acknowledge(role, "IAM5[Resource::*]", reason="Log delivery knows no resource.")
        acknowledge(
            self, "SF1", reason="Each history is kept; only errors are logged, without customers' data."
        )
        acknowledge(self, "SF2", reason="The history has each step's time; nobody would read traces as well.")
