"""Questions to a CloudFormation template: what is there, what points where, what a role may do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Grants: TypeAlias = set[tuple[str, str]]
"""(action, resource), where a resource is a logical id, `id.Attribute`, or `*`."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    id: str
    body: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        properties: Mapping[str, Any] = self.body.get("Properties", {})
        return properties


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A queue, the function that works it off, and the mapping between the two."""

    queue: Resource
    function: Resource
    mapping: Resource


@dataclass(frozen=True, kw_only=True)
class Resources:
    template: Mapping[str, Any]

    def __iter__(self) -> Iterator[Resource]:
        return (Resource(id=id_, body=body) for id_, body in self.template["Resources"].items())

    def of_type(self, kind: str) -> list[Resource]:
        """Like `SQS::Queue`. There is at least one, so that a check of each checks something."""
        found = [resource for resource in self if resource.body["Type"] == f"AWS::{kind}"]
        assert found, f"no {kind} in the template"
        return found

    def the(self, kind: str) -> Resource:
        (one,) = self.of_type(kind)
        return one

    def functions(self) -> dict[str, list[Resource]]:
        """By handler: the outboxes' publishers share one."""
        found: dict[str, list[Resource]] = {}
        for function in self.of_type("Lambda::Function"):
            found.setdefault(function.properties["Handler"], []).append(function)
        return found

    def feeds(self) -> list[Feed]:
        """All queues that functions work off."""
        queues = {f"{queue.id}.Arn": queue for queue in self.of_type("SQS::Queue")}
        functions = {function.id: function for function in self.of_type("Lambda::Function")}
        return [
            Feed(
                queue=queues[target(mapping.properties["EventSourceArn"])],
                function=functions[target(mapping.properties["FunctionName"])],
                mapping=mapping,
            )
            for mapping in self.of_type("Lambda::EventSourceMapping")
            if target(mapping.properties["EventSourceArn"]) in queues
        ]

    def table(self, participant: str) -> str:
        """The logical id of a participant's table, by way of the outputs."""
        table: str = self.template["Outputs"][f"{participant.capitalize()}Table"]["Value"]["Ref"]
        return table

    def journal_tables(self) -> list[Resource]:
        """All but the one for what soon expires."""
        return [table for table in self.of_type("DynamoDB::Table") if table.id != self.table("sockets")]

    def index(self, participant: str, name: str) -> Mapping[str, Any]:
        (table,) = [each for each in self.of_type("DynamoDB::Table") if each.id == self.table(participant)]
        indexes: list[Mapping[str, Any]] = table.properties["GlobalSecondaryIndexes"]
        (index,) = [each for each in indexes if each["IndexName"] == name]
        return index

    def http(self, kind: str) -> list[Resource]:
        """Of the HTTP API, what is of a kind like `Route`. There is at least one."""
        return self._of_api("HTTP", kind)

    def websocket(self, kind: str) -> list[Resource]:
        """Of the WebSocket API, likewise."""
        return self._of_api("WEBSOCKET", kind)

    def _of_api(self, protocol: str, kind: str) -> list[Resource]:
        (api,) = [
            each for each in self.of_type("ApiGatewayV2::Api") if each.properties["ProtocolType"] == protocol
        ]
        found = [
            each
            for each in self.of_type(f"ApiGatewayV2::{kind}")
            if each.id == api.id or target(each.properties.get("ApiId", "")) == api.id
        ]
        assert found, f"the {protocol} API has no {kind}"
        return found

    def machine(self, output: str = "StateMachine") -> Resource:
        """The state machine of the saga that makes orders, or that of an output like `CancelOrderRecoveryMachine`."""
        id_ = target(self.template["Outputs"][f"{output}Arn"]["Value"])
        (found,) = [each for each in self.of_type("StepFunctions::StateMachine") if each.id == id_]
        return found

    def machines(self, *outputs: str) -> list[Resource]:
        """Those of the outputs, in their order."""
        return [self.machine(output) for output in outputs]

    def by_name(self, variable: Mapping[str, Any]) -> dict[str, str]:
        """A function's variable that is JSON: what each name in it refers to."""
        parts = variable["Fn::Join"][1]
        text = "".join(part if isinstance(part, str) else target(part) for part in parts)
        found: dict[str, str] = json.loads(text)
        return found

    def role_of(self, function: Resource) -> str:
        role: str = target(function.properties["Role"]).removesuffix(".Arn")
        return role

    def grants(self, role: str) -> Grants:
        """All that a role's policies allow; nothing else may be attached to it."""
        (body,) = [resource.properties for resource in self if resource.id == role]
        assert not {"ManagedPolicyArns", "Policies"} & body.keys(), f"{role} has more than its own policy"
        return {
            (action, target(resource))
            for policy in self.of_type("IAM::Policy")
            if {"Ref": role} in policy.properties["Roles"]
            for statement in policy.properties["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Allow"
            for action in many(statement["Action"])
            for resource in many(statement["Resource"])
        }


def target(reference: Any) -> str:
    """What a value refers to, in short: `Ref` to the id, `GetAtt` to `id.Attribute`, anything else as JSON."""
    match reference:
        case str():
            return reference
        case {"Ref": str(id_)}:
            return id_
        case {"Fn::GetAtt": [id_, attribute]}:
            return f"{id_}.{attribute}"
    return json.dumps(reference)


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
