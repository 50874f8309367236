"""The synthesized stack on moto, the real functions in process: API, saga, outbox, webhooks.

Of two branches moto may never begin the second when the first fails soon, so they wait for one another, unless
there is a crowd, where that is one trouble more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Barrier, BrokenBarrierError, Lock
from typing import Any

from lambdas.shared.caller import caller_of
from lambdas.shared.world import World
from ops.orders import Answer
from ops.receiver import listening
from ops.tap import Event, event_from
from tests.saga.stopping import held_at
from tests.scenarios.targets.endpoint import called_back
from tests.scenarios.targets.in_process import API_URL, NO_CLOUD, Api
from tests.scenarios.targets.kind import Capability, Kind, Options
from tests.scenarios.targets.moto_commotion import MotoCommotion
from tests.scenarios.targets.reception import Reception
from tests.scenarios.targets.target import Target, patiently
from tests.support.bridge import Call, Fault
from tests.support.bridge import Event as Given
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.mailbox import waiting_for
from tests.support.synthesis import template_of
from tests.support.template import Template
from tests.support.worlds import installed

_API = "lambdas.api.handler.handle"
_FED = ("lambdas.webhooks.dispatching.dispatch", "lambdas.webhooks.sending.send")
"""What queues feed, in the order in which it leads from one to the other."""
_TELL = "lambdas.approvals.handler.tell"
_SWEEP = "lambdas.webhooks.sweeping.sweep"
_BRANCHES = ("lambdas.inventory.handler.reserve", "lambdas.customers.handler.reserve_credit")
_PUBLISHERS = "lambdas.outbox."
_SHIPPING = "inventory.ship"
_LONG_ENOUGH = 20.0
_DELIVERY_SECONDS = 60.0
"""Long for a machine that has much else to do: what a queue holds back for five seconds is waited for."""


@dataclass(frozen=True)
class Together:
    """A fault that is none: the call ends when its sibling's does. Each branch has it once."""

    meeting: Barrier = field(default_factory=lambda: Barrier(len(_BRANCHES), timeout=_LONG_ENOUGH))
    came: set[str] = field(default_factory=set)

    def of(self, branch: str) -> Fault | None:
        if branch in self.came:
            return None
        self.came.add(branch)
        return self

    def __call__(self, call: Call) -> Any:
        try:
            return call()
        finally:
            try:
                self.meeting.wait()
            except BrokenBarrierError as alone:
                raise AssertionError("the other branch of the Parallel never ended") from alone


class Moto(Target):
    def __init__(self, *, cloud: MotoCloud, template: Template, world: World, reception: Reception) -> None:
        self.cloud, self._template, self.reception = cloud, template, reception
        self.world, self.states, self.machine = world, cloud.sfn, cloud.machine
        self.outputs = cloud.outputs
        self.api_url, self.caller = API_URL, caller_of({})
        self._api = Api(lambda event: self._run(_API, event))
        self._published: list[Event] = []
        self._heard: int | None = None
        self._meetings: dict[str, Together] = {}
        self._meeting = Lock()
        cloud.bridge.fault_of = self._together

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self._api.ask(method, path, body=body, headers=headers)

    def events(self, order_id: str, types: Collection[str]) -> tuple[Event, ...]:
        del types
        self._publish()
        return tuple(event for event in self._published if event.saga_id == order_id)

    def deliver(self, until: Callable[[], bool]) -> None:
        def pumped() -> bool:
            self._publish()
            for handler in _FED:
                for event in waiting_for(handler, self._template):
                    assert self._run(handler, event) == {"batchItemFailures": []}
            return until()

        patiently(pumped, seconds=_DELIVERY_SECONDS)

    def sweep(self) -> None:
        assert self._run(_SWEEP, {})["finished"]

    def pass_answers_on(self) -> None:
        self._publish()
        for event in waiting_for(_TELL, self._template):
            assert self._run(_TELL, event) == {"batchItemFailures": []}

    @contextmanager
    def nothing_leaves(self) -> Iterator[None]:
        held = held_at(self.cloud, _SHIPPING)
        try:
            yield
        finally:
            held.release()
            self.cloud.bridge.faults.clear()

    @contextmanager
    def commotion(self, random: Random) -> Iterator[MotoCommotion]:
        it = MotoCommotion(cloud=self.cloud, random=random)
        self.cloud.bridge.fault_of = it.fault_of
        try:
            yield it
        finally:
            self.cloud.bridge.fault_of = self._together

    def _publish(self) -> None:
        """Streams are long to read, so only when some function was at work since."""
        worked = self._worked if self.cloud.bridge.idle else None
        if worked is not None and worked == self._heard:
            return
        self._published += map(event_from, self.cloud.publish())
        self._heard = worked

    @property
    def _worked(self) -> int:
        """Invocations so far, but for those that publish."""
        return sum(not path.startswith(_PUBLISHERS) for path in self.cloud.bridge.invocations)

    def _together(self, path: str, event: Given) -> Fault | None:
        """The first time that each branch of a saga is called, it ends with the other one."""
        if path not in _BRANCHES:
            return None
        with self._meeting:
            meeting = self._meetings.setdefault(event["saga_id"], Together())
        return meeting.of(path)

    def _run(self, handler: str, event: dict[str, Any]) -> Any:
        (name,) = [name for name, path in self.cloud.bridge.handlers.items() if path == handler]
        return self.cloud.bridge.run(name, event)


@contextmanager
def _moto(_options: Options) -> Iterator[Moto]:
    template = Template(body=template_of("local"))
    with moto_cloud(template) as cloud, listening(Reception()) as reception:
        # A client that waits really waits, while the saga runs beside it.
        world = World(dynamodb=cloud.world.dynamodb, tables=cloud.world.tables)
        target = Moto(cloud=cloud, template=template, world=world, reception=reception)
        with installed(world), called_back(target):
            yield target


KIND = Kind(
    open=_moto,
    lacks=lambda _: {
        **NO_CLOUD,
        Capability.REASONS: "moto drops the cause of a task that failed",
    },
)
