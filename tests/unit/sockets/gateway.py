"""API Gateway as far as functions send to its connections: open ones hear, others are gone."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "made up"}}, "PostToConnection")


@dataclass
class FakeGateway:
    """What is sent to a connection, parsed, by its id. `fails` has what a connection answers instead, once each."""

    open: set[str] = field(default_factory=set)
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    sent: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def post_to_connection(self, *, ConnectionId: str, Data: bytes) -> None:  # noqa: N803
        if self.fails.get(ConnectionId):
            raise self.fails[ConnectionId].pop(0)
        if ConnectionId not in self.open:
            raise refused("GoneException")
        self.sent[ConnectionId].append(json.loads(Data))

    def heard(self, connection_id: str) -> list[Any]:
        """What was sent since this was last asked."""
        return self.sent.pop(connection_id, [])


SILENCE = ConnectTimeoutError(endpoint_url="https://ws1.example/live")
