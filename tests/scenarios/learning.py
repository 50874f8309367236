"""One order, and what its client learns of it in each of the ways there are."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ops import orders
from ops.orders import Answer
from ops.sockets import listener, ticket
from tests.scenarios.targets.local import Local

_PATIENCE = 60.0
_ARRIVAL_SECONDS = 20.0
_WAIT = {"Prefer": "wait=20"}


@dataclass(frozen=True, kw_only=True)
class Learned:
    """The order as each of the ways shows it. `again` is from a second POST, when all was over; `late` from a
    socket that was opened only then. `pushed` and `called_back` have one entry for each time it was told.
    """

    order_id: str
    waited: Mapping[str, Any]
    polled: Mapping[str, Any]
    pushed: tuple[Mapping[str, Any], ...]
    called_back: tuple[Mapping[str, Any], ...]
    again: Mapping[str, Any]
    late: tuple[Mapping[str, Any], ...]

    @property
    def all(self) -> tuple[Mapping[str, Any], ...]:
        return (self.waited, self.polled, *self.pushed, *self.called_back, self.again, *self.late)


def learn(target: Local, order: Mapping[str, Any]) -> Learned:
    """Place an order with a socket open, and ask in every way."""
    api, key = target.api_url, uuid4().hex
    wanted = {**order, "callback_url": target.callback_url}
    with listener(ticket(api)["url"]) as ear:
        waited = _waited_for(api, wanted, key).body
        order_id: str = waited["order_id"]
        pushed = ear.wait_for(order_id, seconds=_ARRIVAL_SECONDS)
        received = target.webhooks(order_id)
        again = _waited_for(api, wanted, key).body
        with listener(ticket(api)["url"]) as latecomer:
            latecomer.follow(order_id)
            late = latecomer.wait_for(order_id, seconds=_ARRIVAL_SECONDS)
        assert ear.next(seconds=1) is None, "the second POST, or the second socket, was told to the first one"
    return Learned(
        order_id=order_id,
        waited=waited,
        polled=orders.decided(api, order_id),
        pushed=tuple(message["order"] for message in pushed),
        called_back=tuple(each.body["data"] for each in received if each.verified),
        again=again,
        late=tuple(message["order"] for message in late),
    )


def _waited_for(api: str, order: Mapping[str, Any], key: str) -> Answer:
    """What a client does that wants to wait: it sends the same request until the answer is the outcome."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        answer = orders.request(
            "POST", f"{api}/orders", body=order, headers={"Idempotency-Key": key, **_WAIT}
        )
        assert answer.status in (200, 202), answer
        if answer.status == 200:
            return answer
        assert time.monotonic() < deadline, f"{answer.body['order_id']} was not decided"
