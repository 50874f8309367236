"""The right to send to the connections of a WebSocket API. A connection has no ARN before it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_cdk import aws_iam as iam

from cdk.acknowledge import acknowledge

if TYPE_CHECKING:
    from aws_cdk import CfnElement
    from aws_cdk import aws_apigatewayv2 as apigateway
    from constructs import Construct


def grant_send(
    scope: Construct, *, api: apigateway.WebSocketApi, stage: str, grantee: iam.IGrantable
) -> None:
    """To any connection of this API's stage; neither to look at one nor to close it. `scope` has the role."""
    path = f"{stage}/POST/@connections/*"
    arn = api.stack.format_arn(service="execute-api", resource=api.api_id, resource_name=path)
    iam.Grant.add_to_principal(
        grantee=grantee, actions=["execute-api:ManageConnections"], resource_arns=[arn]
    )
    logical_id = api.stack.get_logical_id(cast("CfnElement", api.node.default_child))
    written = f"arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<{logical_id}>/{path}"
    reason = "A connection is named when it is opened, so the API's stage has to do."
    acknowledge(scope, f"IAM5[Resource::{written}]", reason=reason)
