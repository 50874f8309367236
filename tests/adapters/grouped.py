"""Two orders placed together, on tables in memory, and a Step Functions that notes what it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from lambdas.orders.group import Position, part_id
from lambdas.orders.store import article_item, order_key
from lambdas.shared.world import World
from tests.simulation.memory.worlds import memory_world
from tests.support.bridge import handler_at
from tests.support.worlds import get_item, installed, put_item

GROUP = "t-1"
FIRST, SECOND = (part_id(GROUP, position) for position in Position)
WHOSE = {"caller": "c-1", "customer_id": "ada", "callback_url": None}
TWO_TEAS = [{"sku": "tea", "quantity": 2}]
REJECTED = {"Error": "Rejected", "Cause": "OUT_OF_STOCK: no"}


class ExecutionAlreadyExists(ClientError):  # noqa: N818 - named as the service names it
    pass


@dataclass
class States:
    """`told` are the answers to tokens; those in `gone` are waited for no more."""

    started: list[tuple[str, str]] = field(default_factory=list)
    inputs: dict[str, Any] = field(default_factory=dict)
    told: list[tuple[str, Any]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    class exceptions:  # noqa: N801 - boto3's name
        ExecutionAlreadyExists = ExecutionAlreadyExists

    def start_execution(self, *, stateMachineArn: str, name: str, input: str) -> None:  # noqa: A002, N803
        self.started.append((stateMachineArn, name))
        if self.inputs.setdefault(name, json.loads(input)) != json.loads(input):
            raise ExecutionAlreadyExists({"Error": {"Code": "ExecutionAlreadyExists"}}, "StartExecution")

    def send_task_success(self, *, taskToken: str, output: str) -> None:  # noqa: N803
        self._tell(taskToken, json.loads(output))

    def send_task_failure(self, *, taskToken: str, error: str, cause: str) -> None:  # noqa: N803
        self._tell(taskToken, (error, json.loads(cause)["errorMessage"]))

    def _tell(self, token: str, answer: Any) -> None:
        if token in self.gone:
            raise ClientError({"Error": {"Code": "TaskTimedOut"}}, "SendTask")
        self.told.append((token, answer))


@contextmanager
def shop() -> Iterator[tuple[World, States]]:
    """Where tea is 4.50."""
    states = States()
    with memory_world() as plain:
        machines = {"create-order": "creates", "cancel-order": "cancels"}
        world = replace(plain, machines=machines, service=lambda _: states)
        put_item(world, "orders", article_item(sku="tea", price=450, currency="EUR"))
        with installed(world):
            yield world, states


def call(function: str, saga_id: str = GROUP, *, step: str | None = None, **more: Any) -> Any:
    """A function of a saga; what it is told by `input`, and whatever else is in a command."""
    participant, _, action = function.partition(".")
    payload = {"saga_id": saga_id, "step": step or function, "input": {}, **more}
    return handler_at(f"lambdas.{participant}.handler.{action}")(payload, None)


def open_group() -> None:
    call("orders.open_group", input={**WHOSE, "first": TWO_TEAS, "second": TWO_TEAS})


def place(position: Position = Position.FIRST, *, token: str = "token-1") -> Any:
    function = f"orders.place_{position.value.lower()}"
    return call(function, input={**WHOSE, "items": TWO_TEAS}, token=token, patience=60)


def take_back(position: Position = Position.FIRST) -> Any:
    name = position.value.lower()
    return call(f"orders.cancel_{name}", step=f"orders.place_{name}", error=REJECTED)


def create(order_id: str) -> Any:
    return call("orders.create", order_id, input={**WHOSE, "items": TWO_TEAS})


def order(world: World, order_id: str, status: str, **more: Any) -> None:
    """As its own sagas have left it."""
    line = {"sku": "tea", "quantity": 2, "unit_price": 450}
    item = {**WHOSE, "lines": [line], "total": 900, "currency": "EUR", "version": 1, "reason": None}
    put_item(
        world,
        "orders",
        {**order_key(order_id), "order_id": order_id, **item, "status": status, **more},
    )


def status_of(world: World, order_id: str) -> str:
    found = get_item(world, "orders", order_key(order_id))
    return str(found["status"]) if found else "absent"
