"""Webhooks whole: the dispatcher, the sender and the sweep on one store, on a clock that the test moves.

What the network, the queues and the key service do is made up. Deliveries and attempts are read as they are
stored, by none of the code that wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from time import monotonic
from typing import Any, cast

from lambdas.endpoints import health, registry
from lambdas.endpoints.endpoint import Endpoint, Secret
from lambdas.endpoints.lanes import Hint, Lane, Lanes
from lambdas.endpoints.secret import fresh_key, secret_of
from lambdas.endpoints.times import moment_of, text_of
from lambdas.shared.errors import SagaError
from lambdas.shared.items import to_attributes
from lambdas.shared.world import World
from lambdas.webhooks.attempting import Attempts
from lambdas.webhooks.delivering import Outcome, Sender
from lambdas.webhooks.dispatching import Dispatcher
from lambdas.webhooks.keys import Keys
from lambdas.webhooks.message import told_of
from lambdas.webhooks.sweeping import Sweep, Swept
from tests.simulation.memory.client import MemoryDynamoDB
from tests.simulation.memory.worlds import memory_world
from tests.support.worlds import Clock, everything, put_item
from tests.unit.endpoints.fakes import FakeKms, FakeQueues, Message, key_service, lanes_on
from tests.unit.webhooks.fakes import queued
from tests.webhooks.post import Post

ADA, BOB = f"c-{'a' * 32}", f"c-{'b' * 32}"
MINUTE = timedelta(minutes=1)


class Died(BaseException):
    """A function that is cut off: nothing of it goes on, and nobody hears of it."""


@dataclass(kw_only=True)
class Office:
    """`secrets` are the endpoints' as they were handed out, the latest first. With `sweeps` off, no sweep runs. What
    happens within a `tick` happens at its end.
    """

    world: World
    memory: MemoryDynamoDB
    clock: Clock
    queues: FakeQueues
    post: Post
    kms: FakeKms = field(default_factory=FakeKms)
    stopwatch: Callable[[], float] = monotonic
    secrets: dict[str, list[str]] = field(default_factory=dict)
    sweeps: bool = True
    tick: timedelta = timedelta.resolution
    orders: int = 0

    @cached_property
    def keys(self) -> Keys:
        return Keys(service=key_service(self.kms))

    @property
    def lanes(self) -> Lanes:
        return lanes_on(self.queues)

    @property
    def attempts(self) -> Attempts:
        return Attempts(
            world=self.world,
            local=False,
            post=self.post,
            resolve=lambda *_, **__: ("203.0.113.7",),
            stopwatch=self.stopwatch,
        )

    @property
    def sender(self) -> Sender:
        return Sender(world=self.world, lanes=self.lanes, attempts=self.attempts, keys=self.keys)

    # What a caller does.

    def register(self, host: str, *, caller: str = ADA) -> str:
        return self.register_url(f"https://{host}/hook", caller=caller)

    def register_url(self, url: str, *, caller: str = ADA) -> str:
        endpoint_id = f"e-{len(self.secrets) + 1:032x}"
        self.secrets[endpoint_id] = []
        endpoint = Endpoint(
            endpoint_id=endpoint_id,
            url=url,
            description="",
            created_at=text_of(self.clock()),
            secrets=(Secret(sealed=self._new_secret(endpoint_id), created_at=text_of(self.clock())),),
        )
        registry.change(self.world, caller, lambda before: before.with_new(endpoint))
        return endpoint_id

    def rotate(self, endpoint_id: str, *, caller: str = ADA) -> None:
        sealed, now = self._new_secret(endpoint_id), self.clock()
        self._change(caller, endpoint_id, lambda each: each.rotated(sealed, now=now))

    def disable(self, endpoint_id: str, *, caller: str = ADA) -> None:
        self._change(caller, endpoint_id, lambda each: each.disabled("its owner said so"))

    def enable(self, endpoint_id: str, *, caller: str = ADA) -> None:
        health.forget(self.world, endpoint_id)
        self._change(caller, endpoint_id, lambda each: each.again_enabled())

    def delete(self, endpoint_id: str, *, caller: str = ADA) -> None:
        registry.change(self.world, caller, lambda before: before.without(endpoint_id))

    def decide(self, *, caller: str | None = ADA, callback_url: str | None = None) -> str:
        """A new order's outcome, on its way to the dispatcher: the queue's message."""
        self.orders += 1
        order_id = f"o-{self.orders:032x}"
        item = {"pk": f"order#{order_id}", "sk": "order", "callback_url": callback_url}
        put_item(self.world, "orders", item | ({"caller": caller} if caller else {}))
        return queued(order_id=order_id, at=self.clock().isoformat())

    def tell(self, *, caller: str | None = ADA, callback_url: str | None = None) -> str:
        """A new order's outcome, dispatched: its webhook id."""
        return self.dispatch(self.decide(caller=caller, callback_url=callback_url))

    # What can go wrong.

    def reseal(self, endpoint_id: str, sealed: str) -> None:
        """The endpoint's secret is another one."""
        secret = Secret(sealed=sealed, created_at=text_of(self.clock()))
        self._change(ADA, endpoint_id, lambda each: replace(each, secrets=(secret,)))

    def take_all_slots(self, endpoint_id: str, *, until: datetime) -> None:
        for number in range(4):
            slot = {"pk": f"endpoint#{endpoint_id}", "sk": f"state#slot#{number}", "until": text_of(until)}
            put_item(self.world, "webhooks", slot)

    def forget(self, endpoint_id: str) -> None:
        """All its deliveries are older than they are kept."""
        for item in self.deliveries(endpoint_id):
            gone: Any = {"Delete": {"TableName": "webhooks", "Key": to_attributes(_key_of(item))}}
            self.world.dynamodb.transact_write_items(TransactItems=[gone])

    @contextmanager
    def passing(self, look: timedelta) -> Iterator[None]:
        """Whoever looks at the clock has taken so long."""
        self.clock.look = look
        try:
            yield
        finally:
            self.clock.look = timedelta()

    # What AWS does.

    def dispatch(self, message: str) -> str:
        """The webhook id of what was queued."""
        told = told_of(message)
        Dispatcher(world=self.world, lanes=self.lanes).dispatch(told)
        return told.message.webhook_id

    def follow(self, hint: Hint, *, lane: Lane = Lane.PROMPT) -> Outcome:
        return self.sender.follow(hint, lane=lane)[0]

    def work(self) -> None:
        """Follow what may be followed now, until nothing is left."""
        while due := self.queues.due():
            for message in due:
                self._take(message)

    def sweep(self) -> Swept:
        return Sweep(world=self.world, lanes=self.lanes).run()

    def live(self, span: timedelta) -> None:
        """Let so much time go by: hints are followed when they are due, and sweeps run at full minutes."""
        end = self.clock() + span
        self.work()
        while (moment := self._next()) and moment <= end:
            self.clock.now = max(self.clock(), moment)
            if self._is_swept():
                with suppress(SagaError, Died):  # the next minute has another
                    self.sweep()
            self.work()
        self.clock.now = max(self.clock(), end)

    # What is stored.

    def deliveries(self, endpoint_id: str) -> list[dict[str, Any]]:
        return self._items(f"endpoint#{endpoint_id}", "delivery#")

    def delivery(self, endpoint_id: str) -> dict[str, Any]:
        """The only one."""
        (found,) = self.deliveries(endpoint_id)
        return found

    def log(self, endpoint_id: str) -> list[dict[str, Any]]:
        """The log of the only delivery."""
        delivery_id = self.delivery(endpoint_id)["delivery_id"]
        return self._items(f"delivery#{endpoint_id}#{delivery_id}", "attempt#")

    def hint(self, endpoint_id: str) -> Hint:
        return Hint(endpoint_id=endpoint_id, delivery_id=self.delivery(endpoint_id)["delivery_id"])

    def endpoint(self, endpoint_id: str, *, caller: str = ADA) -> dict[str, Any]:
        (item,) = self._items(f"caller#{caller}", "endpoints")
        (found,) = [each for each in item["endpoints"] if each["endpoint_id"] == endpoint_id]
        return dict(found)

    def state(self, endpoint_id: str, what: str) -> dict[str, Any] | None:
        found = self._items(f"endpoint#{endpoint_id}", f"state#{what}")
        return found[0] if found else None

    def items(self) -> list[dict[str, Any]]:
        return everything(self.world, "webhooks")

    def _items(self, pk: str, prefix: str) -> list[dict[str, Any]]:
        return [item for item in self.items() if item["pk"] == pk and item["sk"].startswith(prefix)]

    def _take(self, message: Message) -> None:
        try:
            self.follow(message.hint, lane=message.lane)
        except (SagaError, Died):
            self.queues.back(message)

    def _next(self) -> datetime | None:
        moments = [message.due for message in self.queues.waiting]
        if self.sweeps:
            looks = self._looks()
            moments += (
                [_rounded(max(moment_of(min(looks)), self.clock() + timedelta.resolution), MINUTE)]
                if looks
                else []
            )
        return _rounded(min(moments), self.tick) if moments else None

    def _is_swept(self) -> bool:
        now = self.clock()
        return (
            self.sweeps and _rounded(now, MINUTE) == now and min(self._looks(), default="~") <= text_of(now)
        )

    def _looks(self) -> list[str]:
        """When the sweep is to look, of all that is in the index: asked at each step, so no copy is made."""
        return [item["look_at"]["S"] for item in self.memory._tables["webhooks"].all(index="due")]

    def _new_secret(self, endpoint_id: str) -> str:
        key = fresh_key()
        self.secrets[endpoint_id].insert(0, secret_of(key))
        return key_service(self.kms).seal(key, endpoint_id=endpoint_id)

    def _change(self, caller: str, endpoint_id: str, how: Callable[[Endpoint], Endpoint]) -> None:
        registry.change(self.world, caller, lambda before: before.with_changed(endpoint_id, how))


def _key_of(item: dict[str, Any]) -> dict[str, str]:
    return {name: item[name] for name in ("pk", "sk")}


def _rounded(moment: datetime, step: timedelta) -> datetime:
    """Up, to a whole number of steps since midnight."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (midnight - moment) // step * step


@contextmanager
def office() -> Iterator[Office]:
    clock = Clock()
    with memory_world(clock=clock) as world:
        yield Office(
            world=world,
            memory=cast("MemoryDynamoDB", world.dynamodb),
            clock=clock,
            queues=FakeQueues(clock),
            post=Post(clock),
        )


def with_store(it: Office, dynamodb: Any) -> Office:
    """The same office, with another client of its store."""
    return replace(it, world=replace(it.world, dynamodb=dynamodb))
