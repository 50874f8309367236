"""One case played on moto and on the simulator, and what of its end must be the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lambdas.customers.store import customer_item
from lambdas.inventory.store import stock_item
from lambdas.orders.store import article_item
from lambdas.payments.store import account_item
from lambdas.shared import world as worlds
from lambdas.shared.world import World
from statemachines.create_order import CREATE_ORDER
from tests.saga.operator import Operator
from tests.saga.simulated import Simulated, Slow, ended
from tests.simulation.memory.worlds import memory_world
from tests.support.bridge import Call, Fault
from tests.support.cloud import Ended, MotoCloud
from tests.support.worlds import put_item

ADA = {"customer_id": "ada", "items": [{"sku": "tea", "quantity": 1}]}
UNKNOWN_ARTICLE = ADA | {"items": [{"sku": "gin", "quantity": 1}]}
OUT_OF_STOCK = ADA | {"items": [{"sku": "pot", "quantity": 1}]}
NO_CREDIT = ADA | {"customer_id": "bob"}
DECLINED = ADA | {"customer_id": "carol"}

_HANDLERS = {function.name: function.handler for function in CREATE_ORDER.functions}
_BESIDE = {"inventory.reserve": "customers.reserve_credit", "customers.reserve_credit": "inventory.reserve"}
_LONG_ENOUGH = 20.0


@dataclass(frozen=True, kw_only=True)
class Case:
    """`decisions` are a person's, on what is parked, in order: (function, action)."""

    name: str
    order: dict[str, Any] = field(default_factory=lambda: ADA)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    decisions: tuple[tuple[str, str], ...] = ()


def stock_up(world: World) -> None:
    """Enough for every case, but of what the rejections need."""
    for sku, available in (("tea", 1_000), ("pot", 0)):
        put_item(world, "orders", article_item(sku=sku, price=450, currency="EUR"))
        put_item(world, "inventory", stock_item(sku=sku, available=available))
    for who, limit, balance in (("ada", 10**6, 10**6), ("bob", 1, 10**6), ("carol", 10**6, 1)):
        put_item(world, "customers", customer_item(customer_id=who, credit_limit=limit))
        put_item(world, "payments", account_item(customer_id=who, balance=balance, currency="EUR"))


def on_moto(cloud: MotoCloud, played: Case, order_id: str) -> Ended:
    worlds.install(cloud.world)
    asked = len(cloud.bridge.invocations)
    for function, faults in played.faults.items():
        struck = [_beside_its_sibling(cloud, function, asked, fault) for fault in faults]
        cloud.bridge.faults[_HANDLERS[function]] = struck
    arn, operator = cloud.start(order_id, played.order), Operator(cloud)
    for function, action in played.decisions:
        operator.wait_for_parked(order_id, function)
        answer = operator.decide(order_id, function, action, reason="as agreed")
        assert "error" not in answer
    return cloud.ended(arn)


def _beside_its_sibling(cloud: MotoCloud, function: str, asked: int, fault: Fault) -> Fault:
    """The fault, once the other branch of the Parallel has begun: moto might never begin it otherwise."""
    if function not in _BESIDE or isinstance(fault, Slow):
        return fault
    other = _HANDLERS[_BESIDE[function]]

    def strike(call: Call) -> Any:
        _wait_until(lambda: other in cloud.bridge.invocations[asked:])
        return fault(call)

    return strike


def _wait_until(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _LONG_ENOUGH
    while not look():
        assert time.monotonic() < deadline, "the other branch never began"
        time.sleep(0.01)


def on_simulator(definition: str, played: Case, order_id: str) -> Ended:
    with memory_world() as world:
        stock_up(world)
        simulated = Simulated(world, definition)
        for function, faults in played.faults.items():
            simulated.bridge.faults[_HANDLERS[function]] = list(faults)
        execution = simulated.start(order_id, played.order)
        for function, action in played.decisions:
            told = {"saga_id": order_id, "function": function, "action": action, "by": "olga"}
            simulated.decide(told | {"reason": "as agreed"})
        return ended(execution)


def in_order(it: Ended) -> tuple[str, tuple[str, ...], Any]:
    """Branches run at the same time, so either may be entered first: those of the Parallel are sorted."""
    start = it.path.index("reserve") + 1 if "reserve" in it.path else 0
    branches = [name for name in it.path[start : start + 2] if name in _BESIDE]
    path = it.path[:start] + tuple(sorted(branches)) + it.path[start + len(branches) :]
    return it.status, path, it.output
