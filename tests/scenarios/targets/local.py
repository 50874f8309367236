"""What `make run` serves: the stack on MiniStack, called over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

from lambdas.shared.caller import caller_of
from ops import executions, orders
from ops.cloud import Cloud
from ops.deployment import read_deployment
from ops.ministack import answers
from ops.orders import Answer
from ops.receiver import listening
from ops.settings import LOCAL_FILE
from ops.tap import Event, Tap
from statemachines.deployed import machine_output
from tests.scenarios.targets.endpoint import called_back
from tests.scenarios.targets.kind import Capability, Kind, Options, Unavailable
from tests.scenarios.targets.local_commotion import LocalCommotion
from tests.scenarios.targets.reception import Reception
from tests.scenarios.targets.target import ARRIVAL_SECONDS, Target, patiently
from tests.scenarios.trouble import Trouble

if TYPE_CHECKING:
    from mypy_boto3_lambda.type_defs import FunctionConfigurationTypeDef

    from tests.scenarios.crowd.runs import Saga


class Local(Target):
    """The tap gives each event to one reader: one run of the scenarios at a time."""

    def __init__(self, *, cloud: Cloud, tap: Tap, reception: Reception) -> None:
        self.cloud, self.tap, self.reception = cloud, tap, reception
        self.world, self.states = cloud.world, cloud.states
        self.outputs = cloud.deployment.outputs
        self.machine = self.outputs["StateMachineArn"]
        self.api_url = cloud.deployment.api_url
        self.caller = caller_of({})

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

    def deliver(self, until: Callable[[], bool]) -> None:
        patiently(until, seconds=ARRIVAL_SECONDS)

    def sweep(self) -> None:
        self.invoke("lambdas.webhooks.sweeping.sweep", {})

    @contextmanager
    def nothing_leaves(self) -> Iterator[None]:
        trouble = Trouble(self)
        with trouble.broken("inventory.ship", variable="INVENTORY_TABLE"):
            yield
        trouble.past("inventory.ship")

    @contextmanager
    def commotion(self, random: Random) -> Iterator[LocalCommotion]:
        it = LocalCommotion(target=self, random=random)
        try:
            yield it
        finally:
            it.mend()

    def invoke(self, handler: str, event: Mapping[str, Any]) -> None:
        """The deployed function with this handler; whatever it answers."""
        name = self.function(handler)["FunctionName"]
        self.cloud.functions.invoke(FunctionName=name, Payload=json.dumps(dict(event)).encode())

    def execution_of(self, saga: Saga) -> str:
        return executions.execution_arn(self.outputs[machine_output(saga.name)], saga.saga_id)

    def function(self, handler: str) -> FunctionConfigurationTypeDef:
        """The deployed function with this handler."""
        pages = self.cloud.functions.get_paginator("list_functions").paginate()
        (found,) = [each for page in pages for each in page["Functions"] if each.get("Handler") == handler]
        return found


@contextmanager
def _local(_options: Options) -> Iterator[Local]:
    deployment = read_deployment(LOCAL_FILE)
    if deployment is None or not answers(deployment.aws_endpoint_url):
        raise Unavailable("nothing is served here: start `make run` in another terminal")
    cloud = Cloud(deployment)
    tap = Tap(sqs=cloud.sqs, queue_url=deployment.outputs["EventTapUrl"])
    with (
        listening(Reception()) as reception,
        called_back(Local(cloud=cloud, tap=tap, reception=reception)) as target,
    ):
        yield target


KIND = Kind(
    open=_local,
    lacks=lambda _: {
        Capability.TURNS: "MiniStack does not pass on an error's name, so whoever finds a lock turns back at once",
        Capability.PATHS: "MiniStack's history does not name the states inside a Parallel",
    },
)
