"""The API in process, behind its gateway: the real handler and tables in memory, with sagas that run at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from lambdas.endpoints.deliveries import open_once
from lambdas.endpoints.registry import Registered, change
from lambdas.shared.answering import find
from lambdas.shared.world import World
from ops.openapi.approval_examples import ORDER_ID as EXAMPLE
from ops.openapi.approval_examples import kept_question
from ops.openapi.endpoint_examples import kept_delivery, kept_endpoint
from tests.fuzz.gateway import Gateway
from tests.fuzz.sagas import SagasAtOnce
from tests.simulation.memory.worlds import memory_world
from tests.support.worlds import CALLER, Clock, put_item
from tests.unit.api.fakes import MACHINES, SOCKETS, webhooks_in

LONGEST_WAIT = 20
APPROVER = {
    "iam": {"accountId": "1", "callerId": "AROAX:olga", "userArn": "arn:aws:sts::1:assumed-role/A/olga"}
}
_TODAY, _TOMORROW = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
"""After all that the description's examples speak of."""


@contextmanager
def shop() -> Iterator[Gateway]:
    with memory_world(clock=Clock(now=_TODAY)) as world:
        orders = Orders(
            states=SagasAtOnce(world=world),  # type: ignore[arg-type]
            world=world,
            machines=MACHINES,
        )
        random = Random(1)
        webhooks = replace(webhooks_in(world), fresh_digits=lambda: f"{random.getrandbits(128):032x}")

        def answer(event: dict[str, Any]) -> dict[str, Any]:
            _keep_what_is_shown(world)
            return respond(
                _by_whom_it_is_for(event),
                None,
                orders=orders,
                webhooks=webhooks,
                local=False,
                longest_wait=LONGEST_WAIT,
                sockets=SOCKETS,
            )

        yield Gateway(respond=answer)


def _by_whom_it_is_for(event: dict[str, Any]) -> dict[str, Any]:
    """Approvals are asked for by an approver, all else by nobody in particular."""
    if not event["rawPath"].startswith("/approvals/"):
        return event
    return event | {"requestContext": {**event["requestContext"], "authorizer": APPROVER}}


def _keep_what_is_shown(world: World) -> None:
    """What the description shows is always there, whoever deleted it: endpoint and delivery, and a question."""

    def with_it(before: Registered) -> Registered:
        there = before.find(kept_endpoint().endpoint_id)
        return before if there or before.at(kept_endpoint().url) else before.with_new(kept_endpoint())

    change(world, CALLER, with_it)
    open_once(world, kept_delivery())
    if find(world, EXAMPLE) is None:
        put_item(world, "approvals", kept_question() | {"answer_by": _TOMORROW.isoformat()})
