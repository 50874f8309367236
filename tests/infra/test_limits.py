"""AWS's limits that come nearer with each saga: what would only show at deployment shows here.

CloudFormation: 500 resources, 200 outputs and a megabyte a template. EventBridge: 2,048 characters a pattern. Lambda:
4 KB of variables. IAM: 10,240 characters of policies in a role.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.infra.resources import Resources

_LONG_ARN = "arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:{id}-0123456789ab"
"""Of a machine as CloudFormation names it, where the partition and the region have long names."""


@pytest.fixture(params=["dev", "local"])
def resources(request: pytest.FixtureRequest) -> Resources:
    stage: Resources = request.getfixturevalue(request.param)
    return stage


def written_out(value: Any) -> str:
    """JSON with each reference as long as an ARN."""

    def length_of(inner: Any) -> Any:
        match inner:
            case {"Ref": str(id_)} | {"Fn::GetAtt": [str(id_), _]}:
                return _LONG_ARN.format(id=id_)
            case {"Fn::Join": [str(separator), parts]}:
                return separator.join(str(length_of(part)) for part in parts)
            case dict():
                return {key: length_of(each) for key, each in inner.items()}
            case list():
                return [length_of(each) for each in inner]
        return inner

    return json.dumps(length_of(value), separators=(",", ":"))


def longest(values: Iterable[Any]) -> int:
    return max(len(written_out(value)) for value in values)


def test_the_stack_is_one_that_cloudformation_takes(resources: Resources) -> None:
    assert len(list(resources)) <= 500
    assert len(resources.template["Outputs"]) <= 200
    assert len(json.dumps(resources.template)) <= 1_000_000


def test_every_pattern_of_a_rule_is_one_that_eventbridge_takes(resources: Resources) -> None:
    rules = resources.of_type("Events::Rule")
    assert longest(rule.properties.get("EventPattern") for rule in rules) <= 2_048


def test_the_variables_of_every_function_fit(resources: Resources) -> None:
    functions = resources.of_type("Lambda::Function")
    assert longest(function.properties["Environment"]["Variables"] for function in functions) <= 4_096


def test_the_policies_of_every_role_fit(resources: Resources) -> None:
    policies = resources.of_type("IAM::Policy")
    assert len({json.dumps(each.properties["Roles"]) for each in policies}) == len(policies)
    assert longest(each.properties["PolicyDocument"] for each in policies) <= 10_240
