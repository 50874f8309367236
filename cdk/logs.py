"""Log groups whose entries expire by themselves, and which therefore go with the stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import ArnFormat, RemovalPolicy
from aws_cdk import aws_logs as logs

from cdk.settings import RETENTION

if TYPE_CHECKING:
    from constructs import Construct

    from cdk.settings import Settings


def log_group(scope: Construct, id_: str, *, settings: Settings) -> logs.LogGroup:
    retention = logs.RetentionDays[RETENTION[settings.log_retention_days]]
    return logs.LogGroup(scope, id_, retention=retention, removal_policy=RemovalPolicy.DESTROY)


def plain_arn(group: logs.LogGroup) -> str:
    """Without the `:*` that CloudFormation's own attribute ends with, and that services refuse as a target."""
    return group.stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name=group.log_group_name,
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
    )
