"""A table with a journal in it, all of them alike: encrypted, restorable to any second, its items expiring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam

from cdk.keeping import removal_policy

if TYPE_CHECKING:
    from constructs import Construct

    from cdk.settings import Settings


def journal_table(scope: Construct, *, settings: Settings) -> dynamodb.Table:
    """The first version of the construct: a local CloudFormation does not know the global table."""
    return dynamodb.Table(
        scope,
        "Table",
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        time_to_live_attribute="expires_at",
        deletion_protection=not settings.local,
        removal_policy=removal_policy(settings),
    )


def grant_items(table: dynamodb.Table, grantee: iam.IGrantable, *actions: str) -> None:
    """On the table alone: its own `grant` lets in all indexes as well, by a wildcard."""
    _grant(grantee, actions, table.table_arn)


def grant_index(table: dynamodb.Table, index: str, grantee: iam.IGrantable) -> None:
    """To query one index."""
    _grant(grantee, ["Query"], f"{table.table_arn}/index/{index}")


def _grant(grantee: iam.IGrantable, actions: tuple[str, ...] | list[str], resource: str) -> None:
    named = [f"dynamodb:{action}" for action in actions]
    iam.Grant.add_to_principal(grantee=grantee, actions=named, resource_arns=[resource])
