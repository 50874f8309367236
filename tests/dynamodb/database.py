"""Databases of DynamoDB Local: it keeps one for each access key, and makes it when it first sees the key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
from botocore.config import Config

from tests.support.database import Database
from tests.support.template import REGION

if TYPE_CHECKING:
    from boto3.session import Session


@dataclass(frozen=True, kw_only=True)
class Databases:
    """All with one session: each session reads what boto3 knows of a service anew."""

    endpoint: str
    _session: Session = field(default_factory=boto3.session.Session)

    def new(self) -> Database:
        """An empty one that nobody else sees."""
        access: dict[str, Any] = {
            "endpoint_url": self.endpoint,
            "region_name": REGION,
            "aws_access_key_id": uuid4().hex,
            "aws_secret_access_key": "none",
            "config": Config(proxies={}),
        }
        return Database(
            dynamodb=self._session.client("dynamodb", **access),
            streams=self._session.client("dynamodbstreams", **access),
        )
