"""The ways an order can go: each is run on moto, and what it used is counted.

The order is of two articles with a callback, its ids as long as real ones. Where two branches run at the same
time, the one that fails answers last: both have done their work then, which is the dearest case, and the
figures are the same in every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from tests.perf.meter import Meter
from tests.perf.usage import Usage
from tests.support import bridge
from tests.support.bridge import Call, Fault
from tests.support.cloud import MotoCloud

COMPLETED, COMPENSATED = "COMPLETED", "COMPENSATED"
STOCK, CREDIT, CHARGE = "inventory.reserve", "customers.reserve_credit", "payments.charge"

_PATIENCE = 30.0
_CALLBACK = "https://shop.example/hooks/orders"


@dataclass(frozen=True, kw_only=True)
class Path:
    """`faults` are by function, one invocation each. `last` is the branch that answers last."""

    name: str
    outcome: str
    customer: str = "ada"
    first_article: str = "tea"
    faults: Mapping[str, Fault] = field(default_factory=dict)
    last: str = CREDIT

    @property
    def order(self) -> dict[str, Any]:
        items = [{"sku": self.first_article, "quantity": 2}, {"sku": "pot", "quantity": 1}]
        return {"customer_id": self.customer, "items": items, "callback_url": _CALLBACK}


HAPPY = Path(name="approved", outcome=COMPLETED)
FAILURES = (
    Path(name="unknown article", outcome=COMPENSATED, first_article="gin"),
    Path(name="out of stock", outcome=COMPENSATED, first_article="rare", last=STOCK),
    Path(name="credit exceeded", outcome=COMPENSATED, customer="bob"),
    Path(name="unknown customer", outcome=COMPENSATED, customer="eve"),
    Path(name="payment declined", outcome=COMPENSATED, customer="carol"),
    Path(
        name="create timed out, not done",
        outcome=COMPENSATED,
        faults={"orders.create": bridge.timeout_before_commit},
    ),
    Path(
        name="reserve timed out, was done",
        outcome=COMPENSATED,
        faults={STOCK: bridge.timeout_after_commit},
        last=STOCK,
    ),
    Path(
        name="reserve timed out, not done",
        outcome=COMPENSATED,
        faults={STOCK: bridge.timeout_before_commit},
        last=STOCK,
    ),
    Path(name="charge timed out, was done", outcome=COMPLETED, faults={CHARGE: bridge.timeout_after_commit}),
    Path(
        name="charge timed out, not done",
        outcome=COMPENSATED,
        faults={CHARGE: bridge.timeout_before_commit},
    ),
    Path(name="charge retried, store busy", outcome=COMPLETED, faults={CHARGE: bridge.busy}),
    Path(
        name="approve retried, was done",
        outcome=COMPLETED,
        faults={"orders.approve": bridge.crash_after_commit},
    ),
)
PATHS = (HAPPY, *FAILURES)


def measure(cloud: MotoCloud, meter: Meter, path: Path) -> Usage:
    """What one order on this path uses. Raises RuntimeError when it ends otherwise than the path says."""
    saga_id = f"o-{PATHS.index(path):032x}"
    cloud.bridge.faults.clear()
    for function, fault in _faults(path).items():
        cloud.bridge.faults[_handler(function)].append(fault)
    calls_before = len(cloud.bridge.invocations)
    with meter.running() as used:
        ended = cloud.run(saga_id, path.order)
        saga_invocations = len(cloud.bridge.invocations) - calls_before
        cloud.publish()
    if ended.output is None or ended.output["outcome"] != path.outcome:
        raise RuntimeError(f"{path.name}: ended {ended.status} with {ended.output}, not {path.outcome}")
    counted = Usage(transitions=transitions(cloud, saga_id), saga_invocations=saga_invocations)
    return sum(used, counted)


def transitions(cloud: MotoCloud, saga_id: str) -> int:
    """State transitions as billed: each state entered, and each retry of a task, which enters no state again."""
    arn = f"{cloud.machine.replace(':stateMachine:', ':execution:')}:{saga_id}"
    events = cloud.sfn.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    types = [event["type"] for event in events]
    retries = types.count("TaskScheduled") - types.count("TaskStateEntered")
    return sum(kind.endswith("StateEntered") for kind in types) + retries


def _handler(function: str) -> str:
    participant, action = function.split(".")
    return f"lambdas.{participant}.handler.{action}"


def _faults(path: Path) -> dict[str, Fault]:
    first = STOCK if path.last == CREDIT else CREDIT
    leads, follows = _in_turn(path.faults.get(first, _as_it_is), path.faults.get(path.last, _as_it_is))
    return {**path.faults, first: leads, path.last: follows}


def _as_it_is(call: Call) -> Any:
    return call()


def _in_turn(first: Fault, last: Fault) -> tuple[Fault, Fault]:
    answered = Event()

    def leads(call: Call) -> Any:
        try:
            return first(call)
        finally:
            answered.set()

    def follows(call: Call) -> Any:
        assert answered.wait(_PATIENCE), "the other branch never answered"
        return last(call)

    return leads, follows
