"""An owner of endpoints and orders, who asks the API on tables in memory; and somebody else, who must learn nothing
of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from lambdas.api.webhooks import Webhooks
from lambdas.endpoints.secret import KeyService
from lambdas.shared.world import World
from tests.simulation.memory.worlds import memory_world
from tests.support.flaky import Act, Flaky
from tests.support.worlds import Clock
from tests.unit.api.fakes import HOOK, MACHINES, SOCKETS, Answer, FakeStates, http
from tests.unit.endpoints.fakes import FakeKms, FakeQueues, key_service, lanes_on

SOMEBODY_ELSE = {"iam": {"accountId": "1", "callerId": "AIDAX"}}
NO_SUCH = f"e-{0:032x}"


@dataclass(kw_only=True)
class Owner:
    """`authorizer` is what API Gateway knows of who asks: nothing, unless it is said."""

    world: World
    clock: Clock
    kms: FakeKms
    queues: FakeQueues
    states: FakeStates
    authorizer: dict[str, Any] | None = None
    local: bool = False
    longest_wait: int = 0

    def ask(self, method: str, path: str, body: object = None, **parts: Any) -> Answer:
        """The answer with its body parsed; one without a body has None."""
        text = None if body is None else body if isinstance(body, str) else json.dumps(body)
        event = http(method, path, body=text, authorizer=self.authorizer, **parts)
        raw = respond(
            event,
            None,
            orders=Orders(states=cast("Any", self.states), world=self.world, machines=MACHINES),
            webhooks=Webhooks(world=self.world, keys=lambda: self.keys, lanes=lambda: lanes_on(self.queues)),
            local=self.local,
            longest_wait=self.longest_wait,
            sockets=SOCKETS,
        )
        return Answer(
            status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"] or "null")
        )

    def get(self, path: str, **parts: Any) -> Answer:
        return self.ask("GET", path, **parts)

    def post(self, path: str, body: object = None, **parts: Any) -> Answer:
        return self.ask("POST", path, body, **parts)

    def register(self, url: str = HOOK, **more: object) -> Answer:
        return self.post("/endpoints", {"url": url, **more})

    def registered(self, url: str = HOOK) -> str:
        """The path of an endpoint that was registered just now."""
        answer = self.register(url)
        assert answer.status == 201, answer
        return answer.headers["Location"]

    def told(self, path: str) -> str:
        """The path of the delivery of a test of the endpoint, a second after what was before."""
        self.clock.sleep(1)
        answer = self.post(f"{path}/test")
        assert answer.status == 202, answer
        return answer.headers["Location"]

    @property
    def keys(self) -> KeyService:
        return key_service(self.kms)

    def but(self, **changes: Any) -> Owner:
        """The same world, asked in another way."""
        return replace(self, **changes)

    def with_store(self, *acts: Act) -> Owner:
        """The next transactions go as told."""
        return self.but(world=flaky(self.world, acts))


def flaky(world: World, acts: Iterable[Act]) -> World:
    return replace(world, dynamodb=cast("Any", Flaky(world.dynamodb, acts)))


@contextmanager
def owner() -> Iterator[Owner]:
    clock = Clock()
    with memory_world(clock=clock) as world:
        yield Owner(
            world=world, clock=clock, kms=FakeKms(), queues=FakeQueues(clock=clock), states=FakeStates()
        )
