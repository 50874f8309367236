"""The state machine of a saga, made from the committed ASL.

Its role may invoke exactly the functions in the saga's table. Each `${Placeholder}` of the ASL is replaced by
the ARN of its function.
"""

from __future__ import annotations

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
    from statemachines.model import Saga


class SagaMachine(Construct):
    """`functions` maps the names of the saga's functions to what was made for them; `asl` is the text."""

    def __init__(  # noqa: PLR0913 - all by keyword
        self,
        scope: Construct,
        id_: str,
        *,
        saga: Saga,
        asl: str,
        functions: Mapping[str, lambda_.IFunction],
        settings: Settings,
    ) -> None:
        super().__init__(scope, id_)
        arns = {function.placeholder: functions[function.name].function_arn for function in saga.functions}
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=list(arns.values()))
        )
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            definition_body=sfn.DefinitionBody.from_string(asl),
            definition_substitutions={**arns, "Partition": Aws.PARTITION},
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
