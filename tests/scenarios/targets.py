"""Where the scenarios can run. A further one is a further entry in TARGETS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from ops import executions, orders
from ops.books import Books, read_books
from ops.cloud import Cloud
from ops.deployment import read_deployment
from ops.ministack import answers
from ops.receiver import Receiver, listening
from ops.settings import LOCAL_FILE
from ops.tap import Tap


class Unavailable(Exception):  # noqa: N818 - says what it is
    """A target that is not there; says what to do about it."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A system that is up. The tap gives each event to one reader: one run of the scenarios at a time."""

    cloud: Cloud
    tap: Tap
    receiver: Receiver

    def place(self, order: Mapping[str, Any], *, idempotency_key: str) -> str:
        return orders.place(self.cloud.deployment.api_url, order, idempotency_key=idempotency_key)

    def decided(self, order_id: str) -> Mapping[str, Any]:
        return orders.decided(self.cloud.deployment.api_url, order_id)

    def ended(self, order_id: str) -> str:
        """The final status of the order's execution."""
        machine = self.cloud.deployment.outputs["StateMachineArn"]
        return executions.ended(self.cloud.states, executions.execution_arn(machine, order_id))

    def books(self, *, sku: str, customer_id: str) -> Books:
        return read_books(self.cloud.world, skus=[sku], customers=[customer_id])


@contextmanager
def local() -> Iterator[Target]:
    """What `make run` serves."""
    deployment = read_deployment(LOCAL_FILE)
    if deployment is None or not answers(deployment.aws_endpoint_url):
        raise Unavailable("nothing is served here: start `make run` in another terminal")
    cloud = Cloud(deployment)
    tap = Tap(sqs=cloud.sqs, queue_url=deployment.outputs["EventTapUrl"])
    with listening(Receiver(secret=cloud.webhook_secret)) as receiver:
        yield Target(cloud=cloud, tap=tap, receiver=receiver)


TARGETS: Mapping[str, Callable[[], AbstractContextManager[Target]]] = {"local": local}
