"""Sockets on moto's tables: clients come in with tickets, say things, leave; orders are placed and decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from lambdas.orders.domain import Order, OrderStatus
from lambdas.orders.store import decide, open_order
from lambdas.shared.commit import commit
from lambdas.shared.lookup import OrderLookup
from lambdas.shared.tickets import Tickets
from lambdas.shared.world import World
from lambdas.sockets.connections import Connections
from lambdas.sockets.conversation import Conversation
from lambdas.sockets.delivery import push_batch
from lambdas.sockets.door import Door
from lambdas.sockets.following import Following
from lambdas.sockets.handler import hear
from lambdas.sockets.pushing import Pusher
from lambdas.sockets.sending import send
from tests.support.worlds import Clock
from tests.unit.api.fakes import MACHINE, FakeStates
from tests.unit.sockets.gateway import FakeGateway
from tests.unit.webhooks.fakes import batch

ADA, BOB = f"c-{'a' * 32}", f"c-{'b' * 32}"
REASON = {"code": "OUT_OF_STOCK", "message": "there is no tea"}


def order_id(number: int) -> str:
    return f"o-{number:032x}"


def socket_event(kind: str, connection_id: str, **parts: Any) -> dict[str, Any]:
    """An event of a WebSocket API; `kind` is CONNECT, MESSAGE or DISCONNECT."""
    route = "$default" if kind == "MESSAGE" else f"${kind.lower()}"
    context = {"eventType": kind, "routeKey": route, "connectionId": connection_id, "stage": "live"}
    return {"requestContext": context, "isBase64Encoded": False, **parts}


@dataclass
class Hall:
    """The gateway knows a connection when its client has come all the way in."""

    world: World
    states: FakeStates = field(default_factory=FakeStates)
    gateway: FakeGateway = field(default_factory=FakeGateway)

    @property
    def clock(self) -> Clock:
        assert isinstance(self.world.clock, Clock)
        return self.world.clock

    @property
    def connections(self) -> Connections:
        return Connections(world=self.world)

    def ticket(self, caller: str) -> str:
        return Tickets(world=self.world).issue(caller)

    def connect(self, connection_id: str, ticket: str | None) -> int:
        """What `$connect` is answered; on a 200 the gateway opens the connection."""
        parameters = {"ticket": ticket} if ticket is not None else None
        status = self.hear("CONNECT", connection_id, queryStringParameters=parameters)
        if status == 200:
            self.gateway.open.add(connection_id)
        return status

    def enter(self, connection_id: str, caller: str) -> None:
        assert self.connect(connection_id, self.ticket(caller)) == 200

    def leave(self, connection_id: str) -> int:
        self.gateway.open.discard(connection_id)
        return self.hear("DISCONNECT", connection_id)

    def say(self, connection_id: str, text: str) -> list[Any]:
        """What the client hears after it said something."""
        assert self.hear("MESSAGE", connection_id, body=text) == 200
        return self.gateway.heard(connection_id)

    def follow(self, connection_id: str, *order_ids: str) -> list[Any]:
        return self.say(connection_id, json.dumps({"action": "follow", "orders": order_ids}))

    def hear(self, kind: str, connection_id: str, **parts: Any) -> int:
        lookup = OrderLookup(states=self.states, world=self.world, state_machine_arn=MACHINE)  # type: ignore[arg-type]
        conversation = Conversation(
            connections=self.connections,
            door=Door(tickets=Tickets(world=self.world), connections=self.connections),
            following=Following(lookup=lookup),
            send=partial(send, self.gateway),
        )
        return hear(socket_event(kind, connection_id, **parts), conversation=conversation)["statusCode"]

    def start(self, number: int, *, caller: str) -> None:
        """The order is accepted: its execution is there, and the order is not."""
        given = {"caller": caller, "customer_id": "ada", "items": [{"sku": "tea", "quantity": 2}]}
        self.states.started[order_id(number)] = json.dumps({"saga_id": order_id(number), "input": given})

    def place(self, number: int, *, caller: str) -> None:
        """The order is there, and PENDING."""
        order = Order(
            order_id=order_id(number),
            caller=caller,
            customer_id="ada",
            lines=[{"sku": "tea", "quantity": 2, "unit_price": 350}],
            total=700,
            currency="EUR",
            callback_url=None,
        )
        now = self.world.clock().isoformat()
        commit(self.world, [open_order(table=self.world.table("orders"), order=order, created_at=now)])

    def decide(self, number: int, status: OrderStatus = OrderStatus.APPROVED) -> None:
        reason = REASON if status == OrderStatus.REJECTED else None
        table = self.world.table("orders")
        commit(self.world, [decide(table=table, order_id=order_id(number), status=status, reason=reason)])

    def push(self, number: int, *, received: int = 1) -> bool:
        """The event of a decided order comes to the pusher for the `received`-th time; whether it is done with."""
        event = {"id": f"{order_id(number)}.decided", "data": {"order_id": order_id(number)}}
        pusher = Pusher(world=self.world, send=partial(send, self.gateway))
        answer = push_batch(batch(json.dumps({"detail": event}), received=received), pusher=pusher)
        return not answer["batchItemFailures"]


def outcome(
    number: int, *, status: str = "APPROVED", reason: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The message that tells of a decided order, written out."""
    return {
        "type": f"order.{status.lower()}",
        "order": {
            "order_id": order_id(number),
            "status": status,
            "reason": reason,
            "total": 700,
            "currency": "EUR",
            "items": [{"sku": "tea", "quantity": 2, "unit_price": 350}],
        },
    }
