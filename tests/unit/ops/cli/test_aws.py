from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from boto3.session import Session
from botocore.exceptions import ClientError

from ops.cli.errors import CannotDo
from ops.cli.site import Site, Target, aws_site

CALLER = "arn:aws:sts::123456789012:assumed-role/operator/ann"


@dataclass
class FakeSession:
    """An account with one stack; every client is this object too."""

    profile_name: str | None
    region_name: str | None
    outputs: dict[str, str] = field(
        default_factory=lambda: (
            {"CreateOrderMachineArn": "arn:create", "CreateOrderRecoveryMachineArn": "arn:create-r"}
            | {"CancelOrderMachineArn": "arn:cancel", "CancelOrderRecoveryMachineArn": "arn:cancel-r"}
            | {"ChangeOrderMachineArn": "arn:change", "ChangeOrderRecoveryMachineArn": "arn:change-r"}
            | {"PlaceTogetherMachineArn": "arn:group", "PlaceTogetherRecoveryMachineArn": "arn:group-r"}
            | {"OrdersTable": "orders-1", "RecoveryTable": "recovery-1"}
        )
    )

    def client(self, _service: str, **_how: Any) -> Any:
        return self

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803
        if StackName not in ("SagaDev", "SagaProd"):
            message = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")
        outputs = [{"OutputKey": name, "OutputValue": value} for name, value in self.outputs.items()]
        return {"Stacks": [{"Outputs": outputs}]}

    def get_caller_identity(self) -> dict[str, str]:
        return {"Arn": CALLER}


def site(target: Target) -> Site:
    def session_of(**given: Any) -> Session:
        assert given == {"profile_name": target.profile, "region_name": target.region}
        return cast("Session", FakeSession(**given))

    return aws_site(target, session_of=session_of)


def test_a_stacks_outputs_say_where_its_machines_and_its_tables_are() -> None:
    there = site(Target(profile="shop", region="eu-west-1"))

    assert [(each.definition.name, each.saga, each.recovery) for each in there.machines] == [
        ("create-order", "arn:create", "arn:create-r"),
        ("cancel-order", "arn:cancel", "arn:cancel-r"),
        ("change-order", "arn:change", "arn:change-r"),
        ("place-together", "arn:group", "arn:group-r"),
    ]
    assert there.world.tables == {"orders": "orders-1", "recovery": "recovery-1"}


def test_on_aws_it_is_the_callers_arn_that_is_recorded() -> None:
    assert site(Target(stack="SagaProd")).caller() == CALLER


def test_a_stack_that_is_not_there_is_named_with_its_region() -> None:
    with pytest.raises(CannotDo, match="there is no stack SagaTest in eu-west-1"):
        site(Target(region="eu-west-1", stack="SagaTest"))
