"""What a function's role grants in the local stage's template, as the rights that its requests take."""

from __future__ import annotations

import json

from tests.infra.resources import Resources
from tests.support.rights import Right
from tests.support.synthesis import template_of

_OF_REQUESTS = ("dynamodb:", "kms:")


def granted(handler: str) -> set[Right]:
    """But for logs, for other services, and for working off its queues, which Lambda does and not the function."""
    resources = Resources(template=template_of("local"))
    (function,) = resources.functions()[handler]
    return {
        (action, _name(resource))
        for action, resource in resources.grants(resources.role_of(function))
        if action.startswith(_OF_REQUESTS) or action == "sqs:SendMessage"
    }


def _name(resource: str) -> str:
    """As a request calls it: `id.Arn` is the id, and an index is joined to the ARN of its table."""
    if not resource.startswith("{"):
        return resource.removesuffix(".Arn")
    table, index = json.loads(resource)["Fn::Join"][1]
    return f"{table['Fn::GetAtt'][0]}{index}"
