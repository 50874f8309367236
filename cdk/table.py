"""Tables: those with a journal in them, all alike, restorable to any second; and one for what soon expires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam

from cdk.acknowledge import acknowledge
from cdk.keeping import removal_policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from constructs import Construct

    from cdk.settings import Settings


JOURNAL, QUESTIONS = "saga#", "approval#"
"""How the keys begin of what a saga's steps recorded, and of what a person is asked."""


def journal_table(scope: Construct, *, settings: Settings) -> dynamodb.Table:
    """The first version of the construct: a local CloudFormation does not know the global table."""
    return dynamodb.Table(
        scope,
        "Table",
        partition_key=_text("pk"),
        sort_key=_text("sk"),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        time_to_live_attribute="expires_at",
        deletion_protection=not settings.local,
        removal_policy=removal_policy(settings),
    )


def expiring_table(scope: Construct, *, reason: str) -> dynamodb.Table:
    """For what is forgotten within hours: without a stream or backups, and gone with the stack."""
    table = dynamodb.Table(
        scope,
        "Table",
        partition_key=_text("pk"),
        sort_key=_text("sk"),
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        time_to_live_attribute="expires_at",
        removal_policy=RemovalPolicy.DESTROY,
    )
    acknowledge(table, "DDB3", reason=reason)
    return table


def keys_only_index(table: dynamodb.Table, name: str, *, partition: str, sort: str) -> None:
    """An index of the items that have both attributes; it is written when one of them changes, and only then."""
    table.add_global_secondary_index(
        index_name=name,
        partition_key=_text(partition),
        sort_key=_text(sort),
        projection_type=dynamodb.ProjectionType.KEYS_ONLY,
    )


def grant_items(table: dynamodb.Table, grantee: iam.IGrantable, *actions: str) -> None:
    """On the table alone: its own `grant` lets in all indexes as well, by a wildcard."""
    _grant(grantee, actions, table.table_arn)


def grant_items_under(prefix: str, table: dynamodb.Table, grantee: iam.IGrantable, *actions: str) -> None:
    """On the items whose partition key begins with `prefix`."""
    keys = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{prefix}*"]}}
    _grant(grantee, actions, table.table_arn, conditions=keys)


def grant_index(table: dynamodb.Table, index: str, grantee: iam.IGrantable) -> None:
    """To query one index."""
    _grant(grantee, ["Query"], f"{table.table_arn}/index/{index}")


def _grant(
    grantee: iam.IGrantable,
    actions: Iterable[str],
    resource: str,
    *,
    conditions: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    named = [f"dynamodb:{action}" for action in actions]
    iam.Grant.add_to_principal(
        grantee=grantee, actions=named, resource_arns=[resource], conditions=conditions
    )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
