"""What `make run` serves: the stack on MiniStack, called over HTTP."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lambdas.shared.caller import caller_of
from ops import orders
from ops.cloud import Cloud
from ops.deployment import read_deployment
from ops.ministack import answers
from ops.orders import Answer
from ops.receiver import Received, Receiver, listening
from ops.settings import LOCAL_FILE
from ops.tap import Event, Tap
from tests.scenarios.targets.kind import Capability, Kind, Options, Unavailable
from tests.scenarios.targets.target import ARRIVAL_SECONDS, Target


class Local(Target):
    """The tap gives each event to one reader: one run of the scenarios at a time."""

    def __init__(self, *, cloud: Cloud, tap: Tap, receiver: Receiver) -> None:
        self.cloud, self.tap, self.receiver = cloud, tap, receiver
        self.world, self.states = cloud.world, cloud.states
        self.machine = cloud.deployment.outputs["StateMachineArn"]
        self.api_url = cloud.deployment.api_url
        self.caller = caller_of({})
        self.callback_url = receiver.url

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return orders.request(method, self.api_url + path, body=body, headers=headers)

    def events(self, order_id: str, types: Collection[str]) -> tuple[Event, ...]:
        return self.tap.wait_for(order_id, types, seconds=ARRIVAL_SECONDS)

    def webhooks(self, order_id: str) -> tuple[Received, ...]:
        return self.receiver.wait_for(order_id, seconds=ARRIVAL_SECONDS)


@contextmanager
def _local(_options: Options) -> Iterator[Local]:
    deployment = read_deployment(LOCAL_FILE)
    if deployment is None or not answers(deployment.aws_endpoint_url):
        raise Unavailable("nothing is served here: start `make run` in another terminal")
    cloud = Cloud(deployment)
    tap = Tap(sqs=cloud.sqs, queue_url=deployment.outputs["EventTapUrl"])
    with listening(Receiver(secret=cloud.webhook_secret)) as receiver:
        yield Local(cloud=cloud, tap=tap, receiver=receiver)


KIND = Kind(
    open=_local,
    lacks=lambda _: {
        Capability.PATHS: "MiniStack's history does not name the states inside a Parallel",
    },
)
