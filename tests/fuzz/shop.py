"""The API in process, behind its gateway: the real handler and tables in memory, with sagas that run at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from tests.fuzz.gateway import Gateway
from tests.fuzz.sagas import SagasAtOnce
from tests.simulation.memory.worlds import memory_world
from tests.unit.api.fakes import MACHINES, SOCKETS, webhooks_in

LONGEST_WAIT = 20


@contextmanager
def shop() -> Iterator[Gateway]:
    with memory_world() as world:
        orders = Orders(
            states=SagasAtOnce(world=world),  # type: ignore[arg-type]
            world=world,
            machines=MACHINES,
        )
        webhooks = webhooks_in(world)

        def answer(event: dict[str, Any]) -> dict[str, Any]:
            return respond(
                event,
                None,
                orders=orders,
                webhooks=webhooks,
                local=False,
                longest_wait=LONGEST_WAIT,
                sockets=SOCKETS,
            )

        yield Gateway(respond=answer)
