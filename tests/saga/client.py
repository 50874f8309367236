"""A client of the whole stack on moto that asks in every way: it waits, it polls, it is called back, it listens.

The functions are the real ones, their messages come through the rules and queues of the template. What stands
in for the outside is the receiver of webhooks and the gateway that sends to sockets.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from aws_lambda_powertools import Logger
from standardwebhooks import Webhook

from lambdas.shared import world as worlds
from lambdas.shared.callback import Target
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.tickets import Tickets
from lambdas.sockets.connections import Connections
from lambdas.sockets.conversation import Conversation
from lambdas.sockets.delivery import push_batch
from lambdas.sockets.door import Door
from lambdas.sockets.following import Following
from lambdas.sockets.handler import hear
from lambdas.sockets.pushing import Pusher
from lambdas.webhooks.handler import Webhooks, send_batch
from lambdas.webhooks.redelivery import Redelivery
from tests.support.cloud import MotoCloud
from tests.support.mailbox import waiting_for
from tests.support.template import REGION, Template
from tests.unit.api.fakes import http

CALLBACK = "http://127.0.0.1:1/hook"
_KEY = b"twenty-four bytes or more"
_ALL_DELIVERED: Mapping[str, Any] = {"batchItemFailures": []}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: dict[str, Any]


@dataclass
class Client:
    """`called_back` are the bodies of webhooks with a right signature; `heard` the messages by connection."""

    cloud: MotoCloud
    template: Template
    called_back: list[Any] = field(default_factory=list)
    heard: dict[str, list[Any]] = field(default_factory=dict)

    def post(self, order: Mapping[str, Any], *, key: str, seconds: int | None = None) -> Answer:
        headers = {"idempotency-key": key} | ({} if seconds is None else {"prefer": f"wait={seconds}"})
        return self._ask(http("POST", "/orders", body=json.dumps(order), headers=headers))

    def outcome(self, order: Mapping[str, Any], *, key: str) -> dict[str, Any]:
        """By waiting: the same request until the answer is the outcome."""
        while (answer := self.post(order, key=key, seconds=20)).status != 200:
            assert answer.status == 202, answer
        return answer.body

    def get(self, order_id: str) -> dict[str, Any]:
        answer = self._ask(http("GET", f"/orders/{order_id}"))
        assert answer.status == 200, answer
        return answer.body

    def connect(self, connection_id: str) -> None:
        """With a ticket of its own."""
        ticket = self._ask(http("POST", "/tickets"))
        query = {name: values[0] for name, values in parse_qs(urlsplit(ticket.body["url"]).query).items()}
        self.heard[connection_id] = []
        self._tell(connection_id, "CONNECT", queryStringParameters=query)

    def follow(self, connection_id: str, order_id: str) -> None:
        self._tell(connection_id, "MESSAGE", body=json.dumps({"action": "follow", "orders": [order_id]}))

    def pushed(self, connection_id: str) -> list[Any]:
        """The orders whose outcome was told on a connection."""
        return [message["order"] for message in self.heard[connection_id] if "order" in message]

    def deliver(self) -> None:
        """Let everything go its way that was committed: events, webhooks, pushes."""
        self.cloud.publish()
        for event in waiting_for("lambdas.webhooks.handler.send", self.template):
            assert send_batch(event, webhooks=self._webhooks) == _ALL_DELIVERED
        pusher = Pusher(world=worlds.current(), send=self._send)
        for event in waiting_for("lambdas.sockets.delivery.push", self.template):
            assert push_batch(event, pusher=pusher) == _ALL_DELIVERED

    def _ask(self, event: dict[str, Any]) -> Answer:
        answer = self.cloud.bridge.run(self._function("lambdas.api.handler.handle"), event)
        return Answer(status=answer["statusCode"], body=json.loads(answer["body"]))

    def _function(self, handler: str) -> str:
        (name,) = [name for name, path in self.cloud.bridge.handlers.items() if path == handler]
        return name

    def _tell(self, connection_id: str, what: str, **parts: Any) -> None:
        """The conversation's function. `what` is API Gateway's name for what happened."""
        event = {"requestContext": {"connectionId": connection_id, "eventType": what}, **parts}
        assert hear(event, conversation=self._conversation) == {"statusCode": 200}

    @property
    def _conversation(self) -> Conversation:
        world = worlds.current()
        connections = Connections(world=world)
        return Conversation(
            connections=connections,
            door=Door(tickets=Tickets(world=world), connections=connections),
            following=Following(
                lookup=OrderLookup(states=self.cloud.sfn, world=world, state_machine_arn=self.cloud.machine)
            ),
            send=self._send,
        )

    def _send(self, connection_id: str, text: str) -> None:
        self.heard[connection_id].append(json.loads(text))

    @property
    def _webhooks(self) -> Webhooks:
        redelivery = Redelivery(sqs=boto3.client("sqs", region_name=REGION), logger=Logger(service="test"))
        return Webhooks(key=lambda: _KEY, redelivery=redelivery, local=True, post=self._receive)

    def _receive(
        self, target: Target, addresses: Sequence[str], *, headers: Mapping[str, str], body: bytes
    ) -> int:
        assert (target.path, list(addresses)) == ("/hook", ["127.0.0.1"])
        verified = Webhook(f"whsec_{b64encode(_KEY).decode()}").verify(body, dict(headers))
        self.called_back.append(verified)
        return 204
