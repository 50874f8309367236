"""A deployment as boto3 sees it: one session with credentials that are none, clients made once each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from lambdas.shared.world import World
from ops.settings import ACCESS_KEY, SECRET_KEY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

    from ops.deployment import Deployment

PARTICIPANTS = ("orders", "approvals", "inventory", "customers", "payments", "recovery", "webhooks")
"""Whoever has a table; its name is the stack's output `<Participant>Table`."""

_CONFIG = Config(
    connect_timeout=5, read_timeout=30, proxies={}, retries={"mode": "standard", "total_max_attempts": 3}
)


def tables_of(outputs: Mapping[str, str]) -> Mapping[str, str]:
    """The tables among a stack's outputs, by participant."""
    names = {name: f"{name.capitalize()}Table" for name in PARTICIPANTS}
    return {name: outputs[output] for name, output in names.items() if output in outputs}


class Cloud:
    """The clients take nothing from the person's own configuration: neither profile nor endpoint nor proxy."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self._endpoint = deployment.aws_endpoint_url
        self._session = boto3.session.Session(
            aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, region_name=deployment.region
        )

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        return self._session.client("dynamodb", endpoint_url=self._endpoint, config=_CONFIG)

    @cached_property
    def functions(self) -> LambdaClient:
        return self._session.client("lambda", endpoint_url=self._endpoint, config=_CONFIG)

    @cached_property
    def sqs(self) -> SQSClient:
        return self._session.client("sqs", endpoint_url=self._endpoint, config=_CONFIG)

    @cached_property
    def states(self) -> SFNClient:
        return self._session.client("stepfunctions", endpoint_url=self._endpoint, config=_CONFIG)

    @cached_property
    def world(self) -> World:
        """The tables, as the stores want them."""
        return World(dynamodb=self.dynamodb, tables=tables_of(self.deployment.outputs))
