"""A synthesized CloudFormation template, put onto moto: names instead of logical ids, and what refers to what.

Only what the saga's path needs is created: tables, bus, rules to queues, queues, keys, the state machines. Functions
need nothing but their handler's path, which the bridge calls.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.support.bridge import ACCOUNT

REGION = "us-east-1"

_ARNS = {
    "AWS::Lambda::Function": "lambda:{region}:{account}:function:{name}",
    "AWS::DynamoDB::Table": "dynamodb:{region}:{account}:table/{name}",
    "AWS::SQS::Queue": "sqs:{region}:{account}:{name}",
    "AWS::Events::EventBus": "events:{region}:{account}:event-bus/{name}",
    "AWS::StepFunctions::StateMachine": "states:{region}:{account}:stateMachine:{name}",
    "AWS::KMS::Key": "kms:{region}:{account}:alias/{name}",  # by an alias: a key's id is not ours to choose
}

_PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
}


@dataclass(frozen=True)
class Template:
    """The template's resources. The physical name of a resource is its logical id."""

    body: Mapping[str, Any]

    def of_type(self, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(name, properties) of each resource of a type, with references resolved."""
        for name, resource in self.body["Resources"].items():
            if resource["Type"] == kind:
                yield name, self.resolve(resource.get("Properties", {}))

    def arn(self, name: str) -> str:
        form = _ARNS[self.body["Resources"][name]["Type"]]
        return "arn:aws:" + form.format(region=REGION, account=ACCOUNT, name=name)

    def resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.resolve(inner) for inner in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (key, argument), *_ = value.items()
            if key == "Ref":
                return _PSEUDO.get(argument) or self._reference(argument)
            if key == "Fn::GetAtt":
                return self._attribute(*argument)
            if key == "Fn::Join":
                return argument[0].join(str(self.resolve(part)) for part in argument[1])
        return {key: self.resolve(inner) for key, inner in value.items()}

    def _reference(self, name: str) -> str:
        kind = self.body["Resources"].get(name, {}).get("Type")
        if kind == "AWS::SQS::Queue":
            return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"
        return self.arn(name) if kind == "AWS::StepFunctions::StateMachine" else name

    def _attribute(self, name: str, attribute: str) -> str:
        if attribute in {"Arn", "StreamArn"} and self.body["Resources"][name]["Type"] in _ARNS:
            return self.arn(name) + ("/stream" if attribute == "StreamArn" else "")
        return name


def load(text: str) -> Template:
    return Template(body=json.loads(text))
