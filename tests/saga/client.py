"""A client of the whole stack on moto that asks in every way: it waits, it polls, it is called back, it listens.

The functions are the real ones, their messages come through the rules and queues of the template, and webhooks
go to a receiver on the loopback. What stands in for the outside is the gateway that sends to sockets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lambdas.shared import world as worlds
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.tickets import Tickets
from lambdas.sockets.connections import Connections
from lambdas.sockets.conversation import Conversation
from lambdas.sockets.delivery import push_batch
from lambdas.sockets.door import Door
from lambdas.sockets.following import Following
from lambdas.sockets.handler import hear
from lambdas.sockets.pushing import Pusher
from ops.receiver import Receiver
from tests.support.cloud import MotoCloud
from tests.support.mailbox import waiting_for
from tests.support.template import Template
from tests.unit.api.fakes import http

_TELLING = ("lambdas.webhooks.dispatching.dispatch", "lambdas.webhooks.sending.send")
_ALL_DELIVERED: Mapping[str, Any] = {"batchItemFailures": []}


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: dict[str, Any]


@dataclass
class Client:
    """`heard` are the messages by connection."""

    cloud: MotoCloud
    template: Template
    receiver: Receiver
    heard: dict[str, list[Any]] = field(default_factory=dict)

    def register(self) -> None:
        """To be called back at the receiver."""
        answer = self._ask(http("POST", "/endpoints", body=json.dumps({"url": self.receiver.url})))
        assert answer.status == 201, answer
        self.receiver.secret = answer.body["secret"]

    @property
    def called_back(self) -> list[Any]:
        """The bodies of all webhooks, whose signatures have to be right."""
        assert [received.problem for received in self.receiver.all if not received.verified] == []
        return [received.body for received in self.receiver.all]

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
        for handler in _TELLING:
            for event in waiting_for(handler, self.template):
                assert self.cloud.bridge.run(self._function(handler), event) == _ALL_DELIVERED
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
